// The options of bench:trainer, checked before anything is started.
import { RequestError } from '@stopover/core';
import { needed, numberOf } from '../command-line/command.ts';
import {
  batchesOption,
  classesOption,
  maxLengthOption,
  noDropoutOption,
  roundsOption,
  sizeOption,
  threadsOption,
  vocabOption,
} from '../command-line/common-options.ts';
import { sizeOf } from '../models/sizes.ts';

/** As `--help` shows them. */
export const optionsOfTrainer = {
  batches: batchesOption,
  size: sizeOption,
  vocab: vocabOption,
  classes: classesOption,
  pad: { type: 'string', default: 'none', help: 'padding of this engine, which has none' },
  'max-len': maxLengthOption,
  lr: { type: 'string', default: '1e-5', help: 'learning rate of the first step; it falls linearly to 0' },
  threads: threadsOption,
  load: { type: 'string', help: 'checkpoint that both trainers begin from' },
  save: { type: 'string', help: 'folder for the checkpoint of random weights that both begin from' },
  'no-dropout': noDropoutOption,
  peak: { type: 'string', help: 'GFLOP/s that the machine reaches, or `measure`' },
  peer: { type: 'string', help: 'Python with torch, transformers and accelerate' },
  'peer-script': { type: 'string', default: '../shared/peers/hf_trainer.py', help: "the peer's program" },
  'peer-pad': { type: 'string', default: 'dynamic', help: 'padding of the peer: dynamic, or max to pad to --max-len' },
  rounds: roundsOption(1),
} as const;

/** The peer's program, and how it is run. */
export interface Peer {
  readonly python: string;
  readonly script: string;
  readonly pad: string;
}

interface Values {
  readonly size: string;
  readonly vocab: string;
  readonly classes: string;
  readonly pad: string;
  readonly 'max-len': string;
  readonly lr: string;
  readonly threads: string;
  readonly 'no-dropout': boolean;
  readonly 'peer-script': string;
  readonly 'peer-pad': string;
  readonly rounds: string;
  readonly batches?: string | undefined;
  readonly load?: string | undefined;
  readonly save?: string | undefined;
  readonly peak?: string | undefined;
  readonly peer?: string | undefined;
}

/** What the command line asks for. */
export type TrainerOptions = ReturnType<typeof trainerOptions>;

/** What the values of the options mean. @throws RequestError naming the option that is wrong. */
export function trainerOptions(values: Values) {
  refuseWrong(values);
  const { batches, load, save, peak, peer } = values;
  const found: Peer | undefined =
    peer === undefined ? undefined : { python: peer, script: values['peer-script'], pad: values['peer-pad'] };
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
    peer: found,
  };
}

function refuseWrong(values: Values): void {
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
