import type { Stage } from './stage.ts';

/** A maximum length that the model cannot take: what it is, what the model's positions reach, and which tasks have it. */
export interface Clipped {
  readonly maxLength: number;
  /** Tokens of a sequence, special ones included, that the model has positions for. */
  readonly longest: number;
  readonly tasks: string[];
}

/** Each maximum length of the stages that is beyond the model's positions, once. */
export function clippedIn(stages: readonly Stage[], longest: number): Clipped[] {
  const tasks = new Map<number, Set<string>>();
  for (const stage of stages) {
    if (stage.kind === 'translate' || stage.recipe.maxLength <= longest) continue;
    const { maxLength } = stage.recipe;
    const own = tasks.get(maxLength) ?? new Set();
    for (const { task } of stage.data) own.add(task);
    tasks.set(maxLength, own);
  }
  return [...tasks].map(([maxLength, names]) => ({ maxLength, longest, tasks: [...names] }));
}
