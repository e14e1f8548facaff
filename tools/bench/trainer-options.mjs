// The options of bench:trainer, checked before anything is started.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { RequestError } from '@stopover/core';
import { needed, numberOf } from './command.mjs';
import { sizeOf } from './sizes.mjs';

const { values } = parseArgs({
  options: {
    batches: { type: 'string' },
    size: { type: 'string', default: 'base' },
    vocab: { type: 'string', default: '250002' },
    classes: { type: 'string', default: '3' },
    pad: { type: 'string', default: 'none' },
    'max-len': { type: 'string', default: '128' },
    lr: { type: 'string', default: '1e-5' },
    threads: { type: 'string', default: String(cpus().length) },
    load: { type: 'string' },
    save: { type: 'string' },
    'no-dropout': { type: 'boolean', default: false },
    peak: { type: 'string' },
    peer: { type: 'string' },
    'peer-script': { type: 'string', default: '../shared/peers/hf_trainer.py' },
    'peer-pad': { type: 'string', default: 'dynamic' },
    rounds: { type: 'string', default: '1' },
  },
});

/** @typedef {Awaited<ReturnType<typeof trainerOptions>>} TrainerOptions */

/** What the command line asks for. @throws RequestError naming the option. */
export function trainerOptions() {
  refuseWrong();
  const { batches, load, save, peak, peer } = values;
  return {
    file: needed('batches', batches, 'Write a file with `npm run bench:batches -- --out FILE` and name it.'),
    threads: numberOf('threads', values.threads),
    learningRate: numberOf('lr', values.lr, { whole: false }),
    dropout: values['no-dropout'] ? 0 : 0.1,
    maxLength: numberOf('max-len', values['max-len']),
    from: {
      size: sizeOf(values.size),
      vocab: numberOf('vocab', values.vocab, { above: 3 }),
      classes: numberOf('classes', values.classes, { above: 1 }),
      load,
    },
    save,
    /** GFLOP/s; `measure` is settled before training. */
    peak: peak === undefined || peak === 'measure' ? undefined : numberOf('peak', peak, { whole: false }),
    measurePeak: peak === 'measure',
    rounds: numberOf('rounds', values.rounds),
    peer: peer === undefined ? undefined : { python: peer, script: values['peer-script'], pad: values['peer-pad'] },
  };
}

function refuseWrong() {
  if (values.pad === 'max')
    throw new RequestError({
      where: '--pad max',
      what: 'this engine never works on padding, so there is nothing to measure',
      remedy: 'Leave it out, and let the peer pad: `--peer PYTHON --peer-pad max`.',
    });
  if (values.pad !== 'none')
    throw new RequestError({ where: `--pad ${values.pad}`, what: 'there is no such padding', remedy: 'Leave it out.' });
  if (!['dynamic', 'max'].includes(values['peer-pad']))
    throw new RequestError({
      where: `--peer-pad ${values['peer-pad']}`,
      what: 'the peer has no such padding',
      remedy: 'Take dynamic, which pads to the longest row of a batch, or max, which pads to --max-len.',
    });
  if (values.load && values.save)
    throw new RequestError({
      where: '--save',
      what: 'with --load there is no new checkpoint to write',
      remedy: 'Give --save once to write it, then --load.',
    });
}
