import { type RunFacts, type RunFlag, runFlags } from '@stopover/statistics';
import type { Cell, TargetSummary } from '@stopover/study';
import type { RunDot } from './analysed.ts';
import { type Group, headlineOf } from './conditions.ts';
import { nameOf, plain } from './names.ts';

/** A run is in many comparisons: its items are counted once. */
const known = new WeakMap<Cell, readonly RunFlag[]>();

/** What is wrong with a run, as far as its answers and losses are kept. */
export function flagsOf(cell: Cell, target: TargetSummary): readonly RunFlag[] {
  const flags = cell.flags ?? known.get(cell) ?? judge(cell, target);
  known.set(cell, flags);
  return flags;
}

function judge(cell: Cell, target: TargetSummary): readonly RunFlag[] {
  const { labels, losses } = cell;
  const answers = answersOf(cell, target);
  const map = (counts: Readonly<Record<string, number>>) => new Map(Object.entries(counts));
  return runFlags({
    ...(answers && { answers }),
    ...(labels && { labels: { answered: map(labels.answered), gold: map(labels.gold) } }),
    ...(losses && { losses }),
  });
}

/**
 * What is right of how much, beside guessing; what guessing gets right is 0 where nobody can say it, so that only a run with
 * nothing right is below. Undefined where some items are neither right nor wrong.
 */
function answersOf({ items, counts, chance }: Cell, { range }: TargetSummary): RunFacts['answers'] {
  const [worst, best] = range;
  if (counts) {
    const right = sum(counts.tp);
    return { right, items: right + sum(counts.fn), chance: 0 };
  }
  const right = items && rightOnes(items, worst, best);
  const share = chance === undefined ? 0 : (chance - worst) / (best - worst);
  if (!items || right === null || !(share >= 0 && share < 1)) return undefined;
  return { right, items: items.length, chance: share };
}

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i] ?? 0;
  return total;
}

/** Items that are right; null where some are neither right nor wrong. */
function rightOnes(items: Float64Array, worst: number, best: number): number | null {
  let right = 0;
  for (const item of items) {
    if (item === best) right++;
    else if (item !== worst) return null;
  }
  return right;
}

/** Every run of a target, with what is wrong with it. */
export function runDotsOf(group: Group): RunDot[] {
  const { target } = group;
  return group.conditions.flatMap((condition) =>
    condition.cells.map((cell) => ({
      ...nameOf(group),
      condition: plain(condition),
      language: cell.language,
      seed: cell.seed,
      bucket: cell.bucket,
      score: headlineOf(cell, target) ?? Number.NaN,
      chance: cell.chance ?? target.chance,
      flags: flagsOf(cell, target),
    })),
  );
}
