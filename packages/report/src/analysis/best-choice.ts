import { bestOf, type Contrast, isErrorKnown, mean } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { BestChoice } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { gainsIn, stopsOf } from './gains.ts';
import { nameOf } from './names.ts';
import { seedsOf } from './seeds-of.ts';
import { poolFor, type TargetDesign } from './target-design.ts';

/**
 * The best intermediate of a target, corrected for having been chosen; null without one beside the baseline. All that
 * compete are compared over the same languages and seeds, which are those of the best one's own difference as well.
 */
export function bestChoiceOf(
  design: TargetDesign,
  { study }: Results,
  { seed, margin, replicates }: { readonly seed: number; readonly margin: number; readonly replicates: number },
): BestChoice | null {
  const { group, upwards } = design;
  // A placebo is there to be subtracted: it does not compete.
  const stops = stopsOf(design).filter(({ intermediate }) => !(intermediate in (study.placebos ?? {})));
  const { competing, leftOut } = competitorsOf(design, stops);
  const contrasts = competing.length > 0 && gainsIn(design, competing, group.averaged);
  const [first] = contrasts || [];
  if (!contrasts || !first) return null;
  const scored = developmentOf(competing);
  const candidates = competing.flatMap((one, i) => {
    const [contrast, development] = [contrasts[i], scored?.get(one)];
    return contrast ? [{ name: one.intermediate, contrast, ...(development !== undefined && { development }) }] : [];
  });
  const { best, verdict, crossFitted, bound, byDevelopment } = bestOf(candidates, {
    ...{ pool: poolFor(design, first), upwards, margin, seed, replicates },
  });
  const known = isErrorKnown(best.effect);
  return {
    ...nameOf(group),
    compared: competing.length,
    languages: best.effect.languages,
    seeds: seedsOf(best.effect),
    leftOut,
    intermediate: best.name,
    estimate: best.effect.value,
    interval: known ? best.interval : null,
    pAdjusted: known ? best.adjusted : null,
    verdict: known ? verdict : 'too few seeds',
    crossFitted: crossFitted.value,
    bound: known ? bound : null,
    byDevelopment: byDevelopment && {
      intermediate: byDevelopment.name,
      estimate: byDevelopment.effect.value,
      interval: isErrorKnown(byDevelopment.effect) ? byDevelopment.interval : null,
    },
  };
}

/**
 * Who is compared: the intermediates with every language and seed of the one that has most of them. One that was scored in
 * a single language would else make that language the judge of all.
 */
function competitorsOf(
  design: TargetDesign,
  stops: readonly Measured[],
): { readonly competing: readonly Measured[]; readonly leftOut: BestChoice['leftOut'] } {
  const found = stops.map((stop) => ({
    stop,
    ...coverageOf(gainsIn(design, [stop], design.group.averaged)?.[0]),
  }));
  const [most] = [...found].sort(
    (a, b) => b.languages.length - a.languages.length || (b.seeds?.length ?? 0) - (a.seeds?.length ?? 0),
  );
  if (!most) return { competing: [], leftOut: [] };
  const every = most.seeds ?? [];
  const shared = found.map(({ stop, languages, seeds }) => ({
    stop,
    languages: most.languages.filter((language) => languages.includes(language)),
    seeds: seeds ? every.filter((seed) => seeds.includes(seed)).length : every.length,
  }));
  const isWhole = ({ languages, seeds }: Pick<BestChoice, 'languages' | 'seeds'>) =>
    languages.length === most.languages.length && seeds === every.length;
  return {
    competing: shared.filter(isWhole).map(({ stop }) => stop),
    leftOut: shared
      .filter((one) => !isWhole(one))
      .map(({ stop: { intermediate }, languages, seeds }) => ({ intermediate, languages, seeds })),
  };
}

/** The languages and seeds that a contrast is over; no seeds where it is of models that stand beside any. */
function coverageOf(contrast: Contrast | undefined): {
  readonly languages: readonly string[];
  readonly seeds: readonly number[] | null;
} {
  if (!contrast) return { languages: [], seeds: [] };
  return {
    languages: contrast.languages.map(({ items }) => items.language),
    seeds: contrast.terms.every(({ arm }) => arm.seedless) ? null : contrast.seeds,
  };
}

/**
 * Each one's mean over models of their scores on English development rows; null unless all were scored on rows of one task.
 * Of a target without training a model is the intermediate's own, kept by rows of its own task: 91 on one task's rows and
 * 78 on another's say nothing of which is better.
 */
function developmentOf(stops: readonly Measured[]): ReadonlyMap<Measured, number> | null {
  const scores = stops.flatMap(({ cells }) => cells.map(({ development }) => development));
  const tasks = new Set(scores.map((one) => one?.task));
  if (tasks.size !== 1 || tasks.has(undefined)) return null;
  return new Map(
    stops.map((stop) => [stop, mean(stop.cells.flatMap(({ development }) => development?.score ?? []))] as const),
  );
}
