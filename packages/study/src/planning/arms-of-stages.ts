import type { Plan } from '../records/plan.ts';
import { parentsOf } from './jobs.ts';

/** Names of the arms' forms whose cells need a stage, by its key, in the order of the plan's cells. */
export function armsOfStages({
  stages,
  cells,
}: Pick<Plan, 'stages' | 'cells'>): ReadonlyMap<string, readonly string[]> {
  const arms = new Map<string, Set<string>>();
  const add = (key: string, names: Iterable<string>) => {
    const known = arms.get(key) ?? new Set();
    for (const name of names) known.add(name);
    arms.set(key, known);
  };
  for (const { stage, arm } of cells) add(stage, [arm]);
  // Parents stand before their children.
  for (const stage of stages.toReversed())
    for (const parent of parentsOf(stage)) add(parent, arms.get(stage.key) ?? []);
  return new Map([...arms].map(([key, names]) => [key, [...names]]));
}
