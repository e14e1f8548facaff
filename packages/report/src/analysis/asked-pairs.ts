import type { ContrastSide, PrimaryContrast, Results } from '@stopover/study';
import type { EffectRow } from './analysed.ts';
import type { Condition, Group, Measured } from './conditions.ts';
import { baselineOf, isBaseline, isControlOf, isDirect, isIntermediate, isSameWith } from './roles.ts';

/** Two conditions whose difference is asked for. */
export interface AskedPair {
  readonly condition: Measured;
  readonly against: Measured;
  /** Declared before anything ran. */
  readonly primary: boolean;
}

/**
 * Everything against the baseline and against the same of the arm that its own names; an intermediate against everything that is done with
 * the language in its place, against its control and against its placebo; each arm with an intermediate against the same
 * without; and what the study declared.
 */
export function askedPairs(group: Group, { study }: Results): AskedPair[] {
  const { conditions } = group;
  const baseline = baselineOf(conditions);
  const declared = declaredOf(group, study);
  const placebos = study.placebos ?? {};
  return conditions.flatMap((condition) =>
    conditions
      .filter((against) => against !== condition && isSelectedAlike(against, condition, conditions))
      .map((against) => ({
        condition,
        against,
        primary: declared.some((one) => isBetween(one, condition, against)),
      }))
      .filter(
        ({ against, primary }) =>
          primary ||
          (isBaseline(against) && !isBaseline(condition)) ||
          (against.arm === condition.planned.against && isAlike(condition, against)) ||
          (isIntermediate(condition, baseline) && (isDirect(against) || isControlOf(against, condition))) ||
          isSameWith(condition, against) ||
          (placebos[against.intermediate] === condition.intermediate &&
            against.arm === condition.arm &&
            against.shots === condition.shots),
      ),
  );
}

/** A contrast that the study declared and that has no result, by the names of its two sides. */
export interface UndoneContrast {
  readonly condition: string;
  readonly against: string;
}

/**
 * What the study declared of a group and its effects do not have: a side has not run, or the two have no run in common. It
 * is one of the comparisons that verdicts are corrected for: their number is what was declared, not what happens to be there.
 */
export function undoneContrasts(
  group: Group,
  results: Results,
  effects: readonly Pick<EffectRow, 'condition' | 'against' | 'language'>[],
): UndoneContrast[] {
  const declared = declaredOf(group, results.study);
  if (declared.length === 0) return [];
  const pairs = askedPairs(group, results).filter(({ primary }) => primary);
  const isThere = ({ condition, against }: AskedPair) =>
    effects.some((row) => row.language === null && isSame(row.condition, condition) && isSame(row.against, against));
  const nameOf = (side: ContrastSide) => group.conditions.find((one) => isSide(side, one))?.name ?? sideInWords(side);
  return [
    ...pairs
      .filter((pair) => !isThere(pair))
      .map(({ condition, against }) => ({ condition: condition.name, against: against.name })),
    ...declared
      .filter((one) => !pairs.some(({ condition, against }) => isBetween(one, condition, against)))
      .map((one) => ({ condition: nameOf(one), against: nameOf(one.against) })),
  ];
}

/** A side that no condition of the results is: `qqp, intermediate`. */
export const sideInWords = ({ arm, intermediate, shots }: ContrastSide): string =>
  [...(intermediate === 'none' ? [] : [intermediate]), arm, ...(shots > 0 ? [`${shots} shots`] : [])].join(', ');

const declaredOf = ({ target, training }: Group, { primary = [] }: Results['study']): readonly PrimaryContrast[] =>
  primary.filter((one) => one.target === target.name && (one.training ?? training) === training);

const isSide = (side: ContrastSide, { arm, intermediate, shots }: Measured): boolean =>
  side.arm === arm && side.intermediate === intermediate && side.shots === shots;

const isBetween = (one: PrimaryContrast, condition: Measured, against: Measured): boolean =>
  isSide(one, condition) && isSide(one.against, against);

const isSame = (one: Condition, other: Condition): boolean =>
  one.arm === other.arm &&
  one.intermediate === other.intermediate &&
  one.shots === other.shots &&
  one.selection === other.selection;

/**
 * Whether two conditions, of which one's arm names the other's to be compared with, have the same intermediate and number of
 * shots, where both have any: their difference is then that of the arms, and not of mnli and squad as well.
 */
const isAlike = (one: Measured, other: Measured): boolean =>
  (!one.planned.perIntermediate || !other.planned.perIntermediate || one.intermediate === other.intermediate) &&
  (!one.planned.shots || !other.planned.shots || one.shots === other.shots);

/** Both by one selection; or the other by the study's, where nothing it could be compared with has its own. */
const isSelectedAlike = (against: Measured, condition: Measured, all: readonly Measured[]): boolean =>
  against.selection === condition.selection ||
  !all.some((one) => isBaseline(one) && one.selection === condition.selection);
