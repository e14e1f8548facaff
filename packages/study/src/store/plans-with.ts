import type { Plan } from '../records/plan.ts';
import type { Store } from './store.ts';

/** The plans of a store that have a stage; those that cannot be read are left out. */
export async function plansWith(store: Store, key: string): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const name of await store.studies()) {
    const plan = await store.loadPlan(name).catch(() => undefined);
    if (plan?.stages.some((stage) => stage.key === key)) plans.push(plan);
  }
  return plans;
}
