import type { PlannedJob } from './plan.ts';
import type { Stage } from './stage.ts';

/** Stages that a stage needs: its model's, and those that translate its data. */
function parentsOf(stage: Stage): readonly string[] {
  if (stage.kind === 'translate') return [];
  const model = 'stage' in stage.from ? [stage.from.stage] : [];
  return [...model, ...stage.data.flatMap(({ translation }) => (translation ? [translation.stage] : []))];
}

/** The stages, in their order, without which some of the wanted ones cannot be made: nothing is trained for nothing. */
export function neededFor<S extends Stage>(stages: readonly S[], wanted: Iterable<string>): readonly S[] {
  const needed = new Set(wanted);
  // A parent stands before its children.
  for (const stage of [...stages].reverse()) {
    if (needed.has(stage.key)) for (const parent of parentsOf(stage)) needed.add(parent);
  }
  return stages.filter(({ key }) => needed.has(key));
}

const isModelOf = (stage: Stage, key: string): boolean =>
  stage.kind !== 'translate' && 'stage' in stage.from && stage.from.stage === key;

/**
 * Groups stages by process: a train stage with the evaluations of its model, which need nothing else, because a
 * process costs a second to start. Evaluations of the base model are jobs of their own. Takes any part of a plan's
 * stages in the plan's order: a parent that is not among them is done already.
 */
export function jobsOf(stages: readonly Stage[]): PlannedJob[] {
  const jobs = new Map<string, PlannedJob>();
  for (const stage of stages) {
    const { key, kind } = stage;
    const hosts = [...new Set(parentsOf(stage))].flatMap((parent) => jobs.get(parent) ?? []);
    const [host] = hosts;
    if (kind === 'evaluate' && host && hosts.length === 1 && isModelOf(stage, host.key)) host.stages.push(key);
    else jobs.set(key, { key, stages: [key], after: hosts.map((one) => one.key) });
  }
  return [...jobs.values()];
}
