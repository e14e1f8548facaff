import type { Condition, Group } from './conditions.ts';
import type { GroupName } from './group-name.ts';

/** What a group is called in every row of an analysis. */
export const nameOf = ({ target, training, model }: Group): GroupName => ({ target: target.name, training, model });

/** A condition without its cells. */
export const plain = ({ arm, intermediate, shots, selection, name }: Condition): Condition => ({
  ...{ arm, intermediate, shots, selection, name },
});
