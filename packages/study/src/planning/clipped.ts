import type { Stage } from '../records/stage.ts';

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
    // A combination reads nothing but the rows that it chooses weights on.
    const read = stage.kind === 'combine' ? (stage.select ? [stage.select] : []) : stage.data;
    if (stage.kind === 'combine' && read.length === 0) continue;
    const { maxLength } = stage.recipe;
    const own = tasks.get(maxLength) ?? new Set();
    for (const { task } of read) own.add(task);
    tasks.set(maxLength, own);
  }
  return [...tasks].map(([maxLength, names]) => ({ maxLength, longest, tasks: [...names] }));
}
