import type { Composition } from '../records/plan.ts';
import type { Intermediate } from '../study-file/study-intermediates.ts';

/** What an intermediate trains on, as data; null for one task as it is, under its own name. */
export function compositionOf(intermediate: Omit<Intermediate, 'where'>): Composition | null {
  const { name, tasks, translate, masked, shuffled, checkpoint, without } = intermediate;
  const made = { masked: masked !== null, translated: translate !== null, shuffled, ready: checkpoint !== null };
  const asItIs = tasks.length === 1 && tasks[0] === name && !without && !Object.values(made).some(Boolean);
  return asItIs ? null : { name, tasks: [...tasks], ...made, ...(without && { without: [...without] }) };
}
