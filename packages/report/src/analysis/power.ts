import { detectableEffect, effectOf, type SeedPool, seedDegrees } from '@stopover/statistics';
import type { Power } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { nameOf, plain } from './names.ts';
import { baselineOf, isBaseline, isMain } from './roles.ts';
import { contrastIn, poolFor, type TargetDesign } from './target-design.ts';

/** The numbers of seeds that a reader may think of. */
const counts = [2, 3, 4, 5, 6, 8, 10];

/** What a study saw of how one difference to the baseline without shots varies; points. */
export interface SeenSpread {
  /** The sides of the difference, and the languages of the mean. */
  readonly difference: Pick<Power, 'condition' | 'against' | 'languages'>;
  /** Standard deviation of one arm over seeds. */
  readonly seedDeviation: number;
  /** Standard error of the difference over items. */
  readonly itemError: number;
  /** Arms whose variances over seeds are pooled with that of the arm that is compared. */
  readonly arms: number;
  /** Sides of the difference that have seeds: one where the baseline was not trained. */
  readonly seededSides: 1 | 2;
}

/** Null with one seed. */
export function seenSpread(design: TargetDesign): SeenSpread | null {
  const { group, tables } = design;
  const baseline = baselineOf(group.conditions);
  const isSeeded = (condition: Measured) => tables.get(condition)?.seedless === false;
  const compared = group.conditions.filter(
    (condition) => isSeeded(condition) && !isBaseline(condition) && condition.shots === 0,
  );
  const one = compared.find((condition) => isMain(condition, baseline)) ?? compared[0];
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
  const pool = contrast && poolFor(design, contrast);
  const spread = one && pool?.variance(one.name);
  if (!pool || !spread || spread.degrees < 1) return null;
  const effect = effectOf(contrast, pool);
  return {
    difference: { condition: plain(one), against: plain(baseline), languages: effect.languages },
    seedDeviation: Math.sqrt(spread.variance),
    itemError: Math.sqrt(effect.error.itemFloor),
    arms: spread.pooled ? pooledArms(design, pool, spread.varianceClass) : 1,
    seededSides: isSeeded(baseline) ? 2 : 1,
  };
}

/** Those of a class that the pool took in: not what was never trained, and not what varies otherwise. */
const pooledArms = ({ tables }: TargetDesign, pool: SeedPool, varianceClass: string): number =>
  [...tables.values()].filter((arm) => arm.varianceClass === varianceClass && pool.variance(arm.name)?.pooled).length;

/** The smallest true difference that so many seeds find with 80 % probability where seeds and items vary as was seen, in points. */
export const detectableWith = (seeds: number, { arms, difference: _, ...spread }: SeenSpread): number =>
  detectableEffect({ ...spread, seeds, degrees: seedDegrees(seeds, arms, seeds <= 4) });

/** What other numbers of seeds would find, with the spread over seeds and items that this study saw; null with one seed. */
export function powerOf(design: TargetDesign): Power | null {
  const spread = seenSpread(design);
  if (!spread) return null;
  const { seedDeviation, itemError, difference } = spread;
  return {
    ...nameOf(design.group),
    ...difference,
    seedDeviation,
    itemError,
    detectable: counts.map((seeds) => ({ seeds, effect: detectableWith(seeds, spread) })),
  };
}
