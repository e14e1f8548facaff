import { armsOfStages } from '../planning/arms-of-stages.ts';
import type { Plan } from '../records/plan.ts';
import { modelNames } from '../store/job-parts.ts';
import type { Store } from '../store/store.ts';
import { JobTracking } from './job-tracking.ts';
import type { Tracking } from './tracking.ts';

/**
 * Tells a tracker of a plan's trainings and evaluations that the store has already and it was not told of: they were made
 * before it was turned on, or when it had failed. Their curves are those of their logs. How many there were.
 */
export async function tellFinished(tracking: Tracking, plan: Plan, store: Store): Promise<number> {
  const [told, complete] = [await tracking.told(), await store.keys()];
  const { name } = plan.study;
  const teller = new JobTracking(
    tracking,
    { study: { name }, names: modelNames(plan), arms: Object.fromEntries(armsOfStages(plan)) },
    store,
  );
  const left = plan.stages.filter(
    ({ key, kind }) => (kind === 'train' || kind === 'evaluate') && complete.has(key) && !told.has(key),
  );
  for (const stage of left) await teller.finished(stage);
  return left.length;
}
