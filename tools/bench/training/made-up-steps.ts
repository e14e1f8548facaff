// Trains a few steps on made-up batches; bench:adapters runs it in a process of its own, whose memory and time are its own.
import { cpu } from '@stopover/backend-cpu';
import { random } from '@stopover/text';
import { command, numberOf } from '../command-line/command.ts';
import { sizeOption, threadsOption, vocabOption } from '../command-line/common-options.ts';
import { median, toDigits } from '../measures/rounds.ts';
import { sizeOf } from '../models/sizes.ts';
import { tokensOf } from './batches-file.ts';
import { trainingSteps } from './training-steps.ts';

await command({
  purpose: 'Trains a few steps on made-up batches.',
  options: {
    size: sizeOption,
    vocab: vocabOption,
    threads: threadsOption,
    steps: { type: 'string', default: '6', help: 'optimizer steps; the first is left out of the pace' },
    rows: { type: 'string', default: '16', help: 'examples of a batch' },
    rank: { type: 'string', default: '0', help: 'of an adapter on query and value; 0: everything is trained' },
  },
  run: async (values) => {
    const [vocab, rank] = [numberOf('vocab', values.vocab, { above: 3 }), Number(values.rank)];
    const batches = madeUp(numberOf('steps', values.steps), numberOf('rows', values.rows), vocab);
    const { seconds, processorSeconds, trained, losses } = await trainingSteps(batches, {
      ...{ backend: cpu(), threads: numberOf('threads', values.threads), learningRate: 1e-4, dropout: 0.1 },
      from: { size: sizeOf(values.size), vocab, classes: 3, load: undefined },
      rank: rank > 0 ? rank : undefined,
    });
    return {
      ...{ tokens: batches.reduce((sum, batch) => sum + tokensOf(batch), 0), trained, losses },
      stepSeconds: toDigits(3, median(seconds.slice(1))),
      cpuSeconds: toDigits(3, median(processorSeconds.slice(1))),
      peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  },
});

/** Pairs of sentences by their lengths: 20 to 60 tokens, 40 in the middle, as MNLI's. */
function madeUp(steps: number, rows: number, vocab: number) {
  const draw = random(1);
  const below = (n: number) => Math.floor(draw() * n);
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: rows }, (__, row) => {
      const ids = Array.from({ length: 18 + below(21) + below(21) }, () => 3 + below(vocab - 3));
      const sequences = [Int32Array.from([0, ...ids, 2])] as const;
      return { kind: 'classification', item: step * rows + row, sequences, label: below(3) } as const;
    }),
  );
}
