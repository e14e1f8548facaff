// Our trainer and the peer's, in turns on one machine.
import { z } from 'zod';
import { inTurns, median, rounded } from '../measures/rounds.ts';
import type { Peer, TrainerOptions } from '../training/trainer-options.ts';
import { lastLineOf, lastLineOfOwn } from './child-process.ts';

const resultSchema = z.looseObject({
  examples_per_s: z.number().positive(),
  peak_rss_mb: z.number().positive(),
  losses: z.array(z.number()),
});

type Result = z.infer<typeof resultSchema>;

/** Each trains once a round. What is printed of either is its round of middling pace. */
export async function againstPeer(options: TrainerOptions, { python, script, pad }: Peer) {
  const common = argumentsOf(options);
  const precision = options.peak === undefined ? [] : ['--peak', String(options.peak)];
  const ours: Result[] = [];
  const theirs: Result[] = [];
  await inTurns(options.rounds, {
    ours: async () => ours.push(resultSchema.parse(await lastLineOfOwn('commands/trainer', [...common, ...precision]))),
    peer: async () =>
      theirs.push(resultSchema.parse(await lastLineOf(script, python, [script, ...common, '--pad', pad]))),
  });
  const [{ losses, ...mine }, { losses: theirLosses, ...peer }] = [middling(ours), middling(theirs)];
  const ratioOf = (of: (result: Result) => number) => rounded(median(ours.map(of)) / median(theirs.map(of)));
  const same = options.from.load !== undefined && options.dropout === 0;
  return {
    ...mine,
    peer,
    rounds: options.rounds,
    ratio: ratioOf(({ examples_per_s }) => examples_per_s),
    memory_ratio: ratioOf(({ peak_rss_mb }) => peak_rss_mb),
    ...(same ? { worst_loss_difference: worstDifference(losses, theirLosses) } : {}),
    losses,
  };
}

/** What both programs take. */
function argumentsOf({ file, threads, learningRate, dropout, maxLength, from }: TrainerOptions): readonly string[] {
  const { size, vocab, classes, load } = from;
  const numbers = { vocab, classes, threads, lr: learningRate, 'max-len': maxLength };
  return [
    ...['--batches', file, '--size', size],
    ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(load === undefined ? [] : ['--load', load]),
    ...(dropout === 0 ? ['--no-dropout'] : []),
  ];
}

function middling(results: readonly Result[]): Result {
  const sorted = results.toSorted((a, b) => a.examples_per_s - b.examples_per_s);
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('there was no round');
  return found;
}

/** The greatest difference of two losses of one step, relative to the peer's. */
function worstDifference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} losses beside the peer's ${theirs.length}`);
  return rounded(Math.max(...ours.map((loss, i) => Math.abs(loss / (theirs[i] ?? Number.NaN) - 1))));
}
