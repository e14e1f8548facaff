// The disk that a plan takes at its fullest and in the end: its jobs are gone through in the order in which the local
// executor starts them, and models go as the plan's `keep` says.
import { StageNeeds } from '../planning/jobs.ts';
import { openChoices, trialKeys } from '../planning/settled-plan.ts';
import type { Keep } from '../records/keep.ts';
import type { Plan, PlannedJob } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { JobQueue } from './job-queue.ts';
import { ModelParents } from './model-parents.ts';
import { type PlanSizes, stageSizes } from './stage-sizes.ts';

/** Seconds of an evaluation's forward pass against those of a training step. */
const forwardShare = 1 / 3;

/** What lies in the store already. */
export interface StoredStages {
  readonly complete: ReadonlySet<string>;
  /** Those whose models are there. */
  readonly models: ReadonlySet<string>;
}

/** Bytes beyond those that the store takes now; what goes makes it less. */
export interface ExpectedDisk {
  readonly peak: number;
  readonly end: number;
}

/** What the disk of a plan follows from. */
type DiskPlan = Pick<Plan, 'keep' | 'stages' | 'jobs' | 'models' | 'sweep'>;

/** What a run of a plan would take with so many processes, under its own `keep` or another one. */
export const expectDisk = (plan: DiskPlan, processes: number, stored: StoredStages, keep?: Keep): ExpectedDisk =>
  new DiskForecast(plan, stored).expect(processes, keep);

/** Says what a plan takes; what does not depend on `keep` is worked out once. */
export class DiskForecast {
  readonly #plan: DiskPlan;
  readonly #parents: ModelParents;
  readonly #sizes: PlanSizes;
  readonly #jobs: readonly PlannedJob[];
  readonly #complete: Uint8Array;
  readonly #models: Uint8Array;

  constructor(plan: DiskPlan, { complete, models }: StoredStages) {
    this.#plan = plan;
    this.#parents = new ModelParents(plan.stages);
    this.#sizes = stageSizes(plan, (place) => this.#parents.of(place));
    this.#complete = Uint8Array.from(plan.stages, ({ key }) => Number(complete.has(key)));
    this.#models = Uint8Array.from(plan.stages, ({ key }) => Number(models.has(key)));
    this.#jobs = plan.jobs.flatMap((job) => {
      if (!job.stages.some((key) => complete.has(key))) return job;
      const stages = job.stages.filter((key) => !complete.has(key));
      return stages.length > 0 ? { ...job, stages } : [];
    });
  }

  /** With so many processes, under the plan's own `keep` or another one. */
  expect(processes: number, keep: Keep = this.#plan.keep.models): ExpectedDisk {
    const { stages } = this.#plan;
    const intermediates = new Set(keep === 'intermediates' ? this.#plan.keep.intermediates : []);
    const kept = Uint8Array.from(stages, ({ key }) => Number(keep === 'all' || intermediates.has(key)));
    const state = { kept, complete: this.#complete.slice(), models: this.#models.slice() };
    const trials = new Set(trialKeys(openChoices(this.#plan)));
    const filling = new Filling(stages, this.#parents, this.#sizes, { ...state, trials: placesOf(stages, trials) });
    const most = Math.max(1, processes);
    if (trials.size === 0) return filling.run(this.#jobs, most);
    // All trials stay until one of them is chosen; then the grid begins.
    const first = new Set(new StageNeeds(stages).neededFor(trials).map(({ key }) => key));
    filling.run(
      partsIn(this.#jobs, (key) => first.has(key)),
      most,
    );
    filling.choose();
    return filling.run(
      partsIn(this.#jobs, (key) => !first.has(key)),
      most,
    );
  }
}

const placesOf = (stages: readonly Stage[], keys: ReadonlySet<string>): Uint8Array =>
  Uint8Array.from(stages, ({ key }) => Number(keys.has(key)));

/** Jobs with those of their stages that are wanted. */
const partsIn = (jobs: readonly PlannedJob[], isWanted: (key: string) => boolean): PlannedJob[] =>
  jobs.flatMap((job) => {
    const stages = job.stages.filter(isWanted);
    return stages.length > 0 ? [{ ...job, stages }] : [];
  });

/** What holds of each stage, by its place: 1 where it does. */
interface StageStates {
  /** Its model stays in any case. */
  readonly kept: Uint8Array;
  readonly complete: Uint8Array;
  /** Its model is there. */
  readonly models: Uint8Array;
  /** It is a trial among which is still to be chosen. */
  readonly trials: Uint8Array;
}

interface Running {
  readonly job: PlannedJob;
  /** Stages of the job that are left, with when each ends. */
  readonly left: { readonly place: number; readonly end: number }[];
}

class Filling {
  readonly #stages: readonly Stage[];
  readonly #parents: ModelParents;
  readonly #sizes: PlanSizes;
  readonly #states: StageStates;
  /** Children of each model that are not complete. */
  readonly #waiting: Uint32Array;
  #now = 0;
  #peak = 0;

  constructor(stages: readonly Stage[], parents: ModelParents, sizes: PlanSizes, states: StageStates) {
    this.#stages = stages;
    this.#parents = parents;
    this.#sizes = sizes;
    this.#states = states;
    this.#waiting = new Uint32Array(stages.length);
    for (let place = 0; place < stages.length; place++) {
      if (states.complete[place] === 1) continue;
      for (const parent of parents.of(place)) this.#waiting[parent] = at(this.#waiting, parent) + 1;
    }
    for (let place = 0; place < stages.length; place++) this.#drop(place);
  }

  run(jobs: readonly PlannedJob[], processes: number): ExpectedDisk {
    const queue = new JobQueue(jobs);
    const running: Running[] = [];
    let clock = 0;
    for (;;) {
      for (let job = nextOf(queue, running, processes); job; job = nextOf(queue, running, processes))
        running.push(this.#start(job, clock));
      const next = earliest(running);
      const step = next?.left.shift();
      if (!next || !step) break;
      clock = step.end;
      this.#finish(step.place);
      const [following] = next.left;
      if (following) {
        this.#grow(at(this.#sizes.working, following.place));
        continue;
      }
      running.splice(running.indexOf(next), 1);
      queue.done(next.job);
    }
    return { peak: this.#peak, end: this.#now };
  }

  /** The choice is made: what was not chosen may go. */
  choose(): void {
    this.#states.trials.fill(0);
    for (let place = 0; place < this.#stages.length; place++) this.#drop(place);
  }

  #start(job: PlannedJob, clock: number): Running {
    let end = clock;
    const left = job.stages.flatMap((key) => {
      const place = this.#parents.placeOf(key);
      if (place === undefined) return [];
      end += this.#durationOf(place);
      return { place, end };
    });
    for (const { place } of left) this.#fetch(place);
    const [first] = left;
    if (first) this.#grow(at(this.#sizes.working, first.place));
    return { job, left };
  }

  /** A model that was dropped is made again before a stage starts from it. */
  #fetch(place: number): void {
    const { complete, models } = this.#states;
    for (const parent of this.#parents.of(place)) {
      if (complete[parent] === 0 || models[parent] === 1) continue;
      this.#fetch(parent);
      const working = at(this.#sizes.working, parent);
      this.#grow(working);
      this.#now -= working - at(this.#sizes.model, parent);
      models[parent] = 1;
    }
  }

  #finish(place: number): void {
    const model = at(this.#sizes.model, place);
    this.#now += model + at(this.#sizes.rest, place) - at(this.#sizes.working, place);
    this.#states.complete[place] = 1;
    if (model > 0) this.#states.models[place] = 1;
    for (const parent of this.#parents.of(place)) {
      this.#waiting[parent] = at(this.#waiting, parent) - 1;
      this.#drop(parent);
    }
  }

  #drop(place: number): void {
    const { kept, models, trials } = this.#states;
    if (kept[place] === 1 || trials[place] === 1 || at(this.#waiting, place) > 0 || models[place] === 0) return;
    models[place] = 0;
    this.#now -= at(this.#sizes.model, place);
  }

  #grow(bytes: number): void {
    this.#now += bytes;
    this.#peak = Math.max(this.#peak, this.#now);
  }

  #durationOf(place: number): number {
    const stage = this.#stages[place];
    if (!stage) return 0;
    const { steps, seconds } = stage.expected;
    return seconds ?? Math.max(1, steps) * (stage.kind === 'train' ? 1 : forwardShare);
  }
}

const at = (values: Uint32Array | Float64Array, place: number): number => values[place] ?? 0;

/** The first job that may start, where a process is free. */
const nextOf = (queue: JobQueue, running: readonly Running[], processes: number): PlannedJob | undefined =>
  running.length < processes ? queue.take() : undefined;

/** The running job whose next stage ends first. */
function earliest(running: readonly Running[]): Running | undefined {
  const endOf = ({ left: [next] }: Running) => next?.end ?? Number.POSITIVE_INFINITY;
  return running.reduce<Running | undefined>(
    (first, one) => (first === undefined || endOf(one) < endOf(first) ? one : first),
    undefined,
  );
}
