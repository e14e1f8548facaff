import type { PlannedJob } from '../records/plan.ts';
import type { Origin, Stage } from '../records/stage.ts';

/** The models that a stage starts from. */
function originsOf(stage: Stage): readonly Origin[] {
  if (stage.kind === 'translate') return [];
  return stage.kind === 'combine' ? [stage.from, ...stage.members.map(({ from }) => from)] : [stage.from];
}

/** The models that must be there for a stage to start: where one keeps an adapter, what that is added to as well. */
export const readBy = (stage: Stage): readonly Origin[] =>
  originsOf(stage).flatMap((from) => ('stage' in from && from.on ? [from, from.on] : [from]));

/** Keys of the stages that a stage needs: its model's, and those that translate its data. */
export function parentsOf(stage: Stage): readonly string[] {
  const selected = stage.kind === 'train' && stage.selectOn ? [stage.selectOn.table] : [];
  const tables = [...stage.data, ...selected];
  const translations = tables.flatMap(({ translation }) => (translation ? [translation.stage] : []));
  const model = originsOf(stage).flatMap((from) => ('stage' in from ? [from.stage] : []));
  return [...model, ...translations];
}

/** Which stages of a plan need which, by their places: what some of them need is found in one pass. */
export class StageNeeds<S extends Stage> {
  readonly #stages: readonly S[];
  readonly #places: ReadonlyMap<string, number>;
  /** Of each stage, in order; a parent stands before its children. */
  readonly #parents: readonly (readonly number[])[];

  constructor(stages: readonly S[]) {
    const places = new Map(stages.map(({ key }, i) => [key, i]));
    this.#stages = stages;
    this.#places = places;
    this.#parents = stages.map((stage) => parentsOf(stage).flatMap((key) => places.get(key) ?? []));
  }

  /** The stages, in their order, without which some of the wanted ones cannot be made: nothing is trained for nothing. */
  neededFor(wanted: Iterable<string>): readonly S[] {
    const needed = new Uint8Array(this.#stages.length);
    for (const key of wanted) {
      const place = this.#places.get(key);
      if (place !== undefined) needed[place] = 1;
    }
    for (let i = needed.length - 1; i >= 0; i--) {
      if (needed[i] === 1) for (const parent of this.#parents[i] ?? []) needed[parent] = 1;
    }
    return this.#stages.filter((_, i) => needed[i] === 1);
  }
}

const isModelOf = (stage: Stage, key: string): boolean =>
  stage.kind !== 'translate' && 'stage' in stage.from && stage.from.stage === key;

/**
 * Groups stages by process: a train or combine stage with the evaluations of its model, which need nothing else, because a
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
