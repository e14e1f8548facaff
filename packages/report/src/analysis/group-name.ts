import type { Cell, Results } from '@stopover/study';

/** A target under one of its English trainings. */
export interface GroupName {
  readonly target: string;
  readonly training: string;
  /** The base model; null where the study has one. */
  readonly model: string | null;
}

/** The name of a group: the target, its English training where the target has several, and the model of several. */
export function groupName({ target, training, model }: GroupName): string {
  const name = training === '' || training === 'default' ? target : `${target} (${training})`;
  return model === null ? name : `${name}, ${model}`;
}

/** The evaluations of a group. */
export const cellsOf = ({ target, training, model }: GroupName, { cells }: Pick<Results, 'cells'>): readonly Cell[] =>
  cells.filter(
    (cell) => cell.target === target && cell.training === training && (model === null || cell.model === model),
  );
