// Our trainer and the peer's, in turns on one machine.
import { z } from 'zod';
import { lastLineOf, lastLineOfScript } from './child.mjs';
import { inTurns, median, rounded } from './rounds.mjs';

const result = z.looseObject({
  examples_per_s: z.number().positive(),
  peak_rss_mb: z.number().positive(),
  losses: z.array(z.number()),
});

/** @typedef {import('./trainer-options.mjs').TrainerOptions} TrainerOptions */
/** @typedef {z.infer<typeof result>} Result */

/**
 * Each trains once a round. What is printed of either is its round of middling pace.
 * @param {TrainerOptions} options
 * @param {NonNullable<TrainerOptions['peer']>} peer
 */
export async function againstPeer(options, { python, script, pad }) {
  const common = argumentsOf(options);
  const padding = ['--pad', pad];
  const precision = options.peak === undefined ? [] : ['--peak', String(options.peak)];
  /** @type {Result[]} */
  const ours = [];
  /** @type {Result[]} */
  const theirs = [];
  await inTurns(options.rounds, {
    ours: async () => ours.push(result.parse(await lastLineOfScript('trainer.mjs', [...common, ...precision]))),
    peer: async () => theirs.push(result.parse(await lastLineOf(script, python, [script, ...common, ...padding]))),
  });
  const [{ losses, ...mine }, { losses: theirLosses, ...peer }] = [middling(ours), middling(theirs)];
  const ratioOf = (/** @type {(result: Result) => number} */ of) =>
    rounded(median(ours.map(of)) / median(theirs.map(of)));
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

/** What both programs take. @param {TrainerOptions} options */
function argumentsOf({ file, threads, learningRate, dropout, maxLength, from }) {
  const { size, vocab, classes, load } = from;
  const numbers = { vocab, classes, threads, lr: learningRate, 'max-len': maxLength };
  return [
    ...['--batches', file, '--size', size],
    ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(load === undefined ? [] : ['--load', load]),
    ...(dropout === 0 ? ['--no-dropout'] : []),
  ];
}

/** @param {readonly Result[]} results */
function middling(results) {
  const sorted = results.toSorted((a, b) => a.examples_per_s - b.examples_per_s);
  const found = sorted[(sorted.length - 1) >> 1];
  if (!found) throw new Error('there was no round');
  return found;
}

/**
 * The greatest difference of two losses of one step, relative to the peer's.
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 */
function worstDifference(ours, theirs) {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} losses beside the peer's ${theirs.length}`);
  return rounded(Math.max(...ours.map((loss, i) => Math.abs(loss / (theirs[i] ?? Number.NaN) - 1))));
}
