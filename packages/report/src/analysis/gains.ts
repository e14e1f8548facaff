import type { Contrast } from '@stopover/statistics';
import type { Measured } from './conditions.ts';
import { baselineOf, isBaseline, isIntermediate, isMain } from './roles.ts';
import { jointContrastsIn, type TargetDesign } from './target-design.ts';

/** The intermediates of a target that have a result without shots, under the selection of the answer. */
export const stopsOf = ({ group: { conditions } }: TargetDesign): Measured[] => {
  const baseline = baselineOf(conditions);
  return conditions.filter(
    (one) => one.cells.length > 0 && !isBaseline(one) && isMain(one, baseline) && isIntermediate(one, baseline),
  );
};

/** Each condition minus the baseline, over what all of them have. */
export function gainsIn(
  design: TargetDesign,
  conditions: readonly Measured[],
  languages: Iterable<string>,
): readonly Contrast[] | null {
  const baseline = baselineOf(design.group.conditions);
  if (!baseline) return null;
  return jointContrastsIn(
    design,
    conditions.map((one) => [[one, 1] as const, [baseline, -1] as const]),
    languages,
  );
}
