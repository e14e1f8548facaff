import type { PlannedJob } from './plan.ts';
import type { Origin, Stage } from './stage.ts';

const parentOf = (from: Origin): string | undefined => ('stage' in from ? from.stage : undefined);

/**
 * Groups stages by process: a train stage with the evaluations of its model, which need nothing else, because a
 * process costs a second to start. Evaluations of the base model are jobs of their own. Takes any part of a plan's
 * stages in the plan's order: a parent that is not among them is done already.
 */
export function jobsOf(stages: readonly Stage[]): PlannedJob[] {
  const jobs = new Map<string, PlannedJob>();
  for (const { key, kind, from } of stages) {
    const parent = parentOf(from);
    const host = parent === undefined ? undefined : jobs.get(parent);
    if (kind === 'evaluate' && host) host.stages.push(key);
    else jobs.set(key, { key, stages: [key], after: host ? [host.key] : [] });
  }
  return [...jobs.values()];
}
