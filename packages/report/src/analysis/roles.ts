// What a condition is in the study's question, read off what its arm says of itself.
import type { Measured } from './conditions.ts';

type Of = Pick<Measured, 'planned' | 'intermediate' | 'selection'>;

/** What everything is compared with: English alone. */
export const isBaseline = ({ planned }: Of): boolean => planned.against === null;

/** An intermediate and English, and nothing of the language. */
export const isIntermediate = ({ planned }: Of, baseline: Of | undefined): boolean =>
  planned.intermediate &&
  planned.arm === (baseline?.planned.arm ?? planned.arm) &&
  !planned.shots &&
  !planned.translated;

/** What is done with the language in place of an intermediate. */
export const isDirect = (one: Of): boolean => !one.planned.perIntermediate && !isBaseline(one);

/** Whether labels of the language chose its model: shown in its column, and nowhere else. */
const isOracle = ({ selection }: Pick<Of, 'selection'>): boolean => selection === 'oracle';

/** Whether rows of the language chose its model, with or without labels: English, which has no such rows, is not scored. */
export const isOfLanguage = (one: Pick<Of, 'selection'>): boolean => isOracle(one) || one.selection === 'translated';

/** Whether one is the other with the intermediate in front, or in the same place of the experiment: what a pair differs in. */
export const isSameWith = (one: Measured, other: Measured): boolean =>
  one.planned.intermediate &&
  !other.planned.perIntermediate &&
  one.planned.arm === other.planned.arm &&
  one.shots === other.shots;

/** Whether one is the step-matched control of the other: it stands in its intermediate's place without training on it. */
export const isControlOf = (one: Measured, other: Measured): boolean =>
  one.planned.perIntermediate && !one.planned.intermediate && one.intermediate === other.intermediate;

/** What a row is in the question: the rest is a comparison of its own. */
export type Role = 'baseline' | 'intermediate' | 'shots' | 'other';

/** Shots are those after the baseline's own trainings: the curve that an intermediate is measured by. */
export function roleOf(one: Measured, baseline: Measured | undefined): Role {
  if (!isMain(one, baseline)) return 'other';
  if (isBaseline(one)) return 'baseline';
  if (isIntermediate(one, baseline)) return 'intermediate';
  return isCurve(one, baseline) ? 'shots' : 'other';
}

/** Whether a condition is a point of the curve of shots after the baseline. */
export const isCurve = ({ planned }: Of, baseline: Of | undefined): boolean =>
  planned.withoutShots !== null && planned.withoutShots === baseline?.planned.name;

/** What the others are compared with: under the study's first selection that no label of the language decides. */
export const baselineOf = (conditions: readonly Measured[]): Measured | undefined =>
  conditions.find((one) => isBaseline(one) && !isOracle(one)) ?? conditions.find(isBaseline);

/** Whether a condition is of the selection that the answer is given under: the others have rows of their own. */
export const isMain = (one: Of, baseline: Of | undefined): boolean =>
  !isOracle(one) && one.selection === (baseline ?? one).selection;
