import { bestOf, mean } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { BestChoice } from './analysed.ts';
import type { Measured } from './conditions.ts';
import { gainsIn, stopsOf } from './gains.ts';
import { nameOf } from './names.ts';
import type { TargetDesign } from './target-design.ts';

/** The best intermediate of a target, corrected for having been chosen; null without one beside the baseline. */
export function bestChoiceOf(
  design: TargetDesign,
  { study }: Results,
  { seed, margin, replicates }: { readonly seed: number; readonly margin: number; readonly replicates: number },
): BestChoice | null {
  const { group, pool, upwards } = design;
  // A placebo is there to be subtracted: it does not compete.
  const stops = stopsOf(design).filter(({ intermediate }) => !(intermediate in (study.placebos ?? {})));
  const contrasts = stops.length > 0 && gainsIn(design, stops, group.averaged);
  if (!contrasts) return null;
  const candidates = stops.flatMap((one, i) => {
    const contrast = contrasts[i];
    return contrast ? [{ name: one.intermediate, contrast, ...developmentOf(one) }] : [];
  });
  const { best, verdict, crossFitted, bound, byDevelopment } = bestOf(candidates, {
    ...{ pool, upwards, margin, seed, replicates },
  });
  const { sources } = best.effect;
  const known = sources.items || sources.seeds;
  return {
    ...nameOf(group),
    compared: stops.length,
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
      interval: byDevelopment.interval,
    },
  };
}

/** The mean over models of their scores on English development rows. */
function developmentOf({ cells }: Measured): { readonly development?: number } {
  const scores = cells.flatMap(({ development }) => (development === undefined ? [] : [development]));
  return scores.length > 0 && scores.length === cells.length ? { development: mean(scores) } : {};
}
