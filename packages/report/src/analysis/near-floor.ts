import { mean } from '@stopover/statistics';
import type { TargetSummary } from '@stopover/study';
import { headlineOf, type Measured } from './conditions.ts';

/** So many margins above guessing is near it: what a model gains or loses there is mostly chance. */
const marginsAbove = 5;

/**
 * Whether both sides of a contrast score so near guessing, or 0 where that has no score, that "no effect" says little: a
 * model that does not know the task has nothing to lose. For metrics that grow with quality.
 */
export function isNearFloor(
  sides: readonly Pick<Measured, 'cells'>[],
  target: TargetSummary,
  { languages, margin }: { readonly languages: readonly string[]; readonly margin: number },
): boolean {
  const [worst, best] = target.range;
  if (best < worst) return false;
  const unit = 100 / (best - worst);
  return sides.every(({ cells }) => {
    const own = cells.filter(({ language }) => languages.includes(language));
    const above = own.map((cell) => (headlineOf(cell, target) ?? Number.NaN) - (cell.chance ?? target.chance ?? worst));
    return above.length > 0 && unit * mean(above) < marginsAbove * margin;
  });
}
