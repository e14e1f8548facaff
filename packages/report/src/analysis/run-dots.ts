import { type RunFlag, runFlags } from '@stopover/statistics';
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

function judge(cell: Cell, { range }: TargetSummary): readonly RunFlag[] {
  const { items, labels, losses, chance } = cell;
  const [worst, best] = range;
  const share = chance === undefined ? null : (chance - worst) / (best - worst);
  const right = items && rightOnes(items, worst, best);
  const map = (counts: Readonly<Record<string, number>>) => new Map(Object.entries(counts));
  return runFlags({
    ...(items &&
      right !== null &&
      share !== null &&
      share > 0 &&
      share < 1 && {
        answers: { right, items: items.length, chance: share },
      }),
    ...(labels && { labels: { answered: map(labels.answered), gold: map(labels.gold) } }),
    ...(losses && { losses }),
  });
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
