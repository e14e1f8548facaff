import type { PrimaryContrast, Results } from '@stopover/study';
import type { Group, Measured } from './conditions.ts';
import { baselineOf, isBaseline, isControlOf, isDirect, isIntermediate, isSameWith } from './roles.ts';

/** Two conditions whose difference is asked for. */
export interface AskedPair {
  readonly condition: Measured;
  readonly against: Measured;
  /** Declared before anything ran. */
  readonly primary: boolean;
}

/**
 * Everything against the baseline and against what its arm names; an intermediate against everything that is done with
 * the language in its place, against its control and against its placebo; each arm with an intermediate against the same
 * without; and what the study declared.
 */
export function askedPairs({ target, training, conditions }: Group, { study }: Results): AskedPair[] {
  const baseline = baselineOf(conditions);
  const declared = (study.primary ?? []).filter(
    (one) => one.target === target.name && (one.training ?? training) === training,
  );
  const placebos = study.placebos ?? {};
  return conditions.flatMap((condition) =>
    conditions
      .filter((against) => against !== condition && isSelectedAlike(against, condition, conditions))
      .map((against) => ({
        condition,
        against,
        primary: declared.some((one) => isSide(one, condition) && isSide(one.against, against)),
      }))
      .filter(
        ({ against, primary }) =>
          primary ||
          (isBaseline(against) && !isBaseline(condition)) ||
          against.arm === condition.planned.against ||
          (isIntermediate(condition, baseline) && (isDirect(against) || isControlOf(against, condition))) ||
          isSameWith(condition, against) ||
          (placebos[against.intermediate] === condition.intermediate &&
            against.arm === condition.arm &&
            against.shots === condition.shots),
      ),
  );
}

const isSide = (
  side: Pick<PrimaryContrast, 'arm' | 'intermediate' | 'shots'>,
  { arm, intermediate, shots }: Measured,
): boolean => side.arm === arm && side.intermediate === intermediate && side.shots === shots;

/** Both by one selection; or the other by the study's, where nothing it could be compared with has its own. */
const isSelectedAlike = (against: Measured, condition: Measured, all: readonly Measured[]): boolean =>
  against.selection === condition.selection ||
  !all.some((one) => isBaseline(one) && one.selection === condition.selection);
