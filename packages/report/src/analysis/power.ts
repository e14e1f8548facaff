import { detectableEffect, effectOf, seedDegrees } from '@stopover/statistics';
import type { Power } from './analysed.ts';
import { nameOf } from './names.ts';
import { baselineOf, isBaseline } from './roles.ts';
import { contrastIn, type TargetDesign } from './target-design.ts';

/** The numbers of seeds that a reader may think of. */
const counts = [2, 3, 4, 5, 6, 8, 10];

/** What other numbers of seeds would find, with the spread over seeds and items that this study saw; null with one seed. */
export function powerOf(design: TargetDesign): Power | null {
  const { group, pool, tables } = design;
  const baseline = baselineOf(group.conditions);
  const one = group.conditions.find(
    (condition) => tables.has(condition) && !isBaseline(condition) && condition.shots === 0,
  );
  const contrast =
    baseline &&
    one &&
    contrastIn(
      design,
      [
        [one, 1],
        [baseline, -1],
      ],
      group.averaged,
    );
  const spread = one && pool.variance(one.name);
  if (!contrast || !spread || spread.degrees < 1) return null;
  const arms = [...tables.keys()].filter(({ shots }) => shots === 0).length;
  const seedDeviation = Math.sqrt(spread.variance);
  const itemError = Math.sqrt(effectOf(contrast, pool).error.itemFloor);
  return {
    ...nameOf(group),
    seedDeviation,
    itemError,
    detectable: counts.map((seeds) => ({
      seeds,
      effect: detectableEffect({ seeds, degrees: seedDegrees(seeds, arms, seeds <= 4), seedDeviation, itemError }),
    })),
  };
}
