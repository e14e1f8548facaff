import { join } from 'node:path';
import {
  type Executor,
  type ExecutorOptions,
  type ExecutorPlace,
  type Job,
  type JobEvent,
  messageOf,
} from '@stopover/core';
import { type Catalog, EXECUTORS, inject, injectable } from '@stopover/registry';
import { type DroppedModel, ModelKeeper } from '../disk/model-keeper.ts';
import type { Plan, PlannedJob } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { removeLeftLocks } from '../store/left-locks.ts';
import type { Store } from '../store/store.ts';
import { type JobLine, parseLine } from './job-line.ts';
import { resourcesOf } from './job-resources.ts';
import { StoreWatch } from './store-watch.ts';
import type { StudyEvent } from './study-event.ts';
import { StudyProgress } from './study-progress.ts';
import { withTicks } from './with-ticks.ts';

export interface RunStudyOptions {
  readonly store: Store;
  /** The command lines that run one job in a process of its own, or in one that takes several (`runJob`). */
  readonly commandsFor: (job: PlannedJob) => Pick<Job, 'command' | 'worker'>;
  /** Jobs at the same time; null: as many as the executor finds right. */
  readonly processes: number | null;
  /** Threads of each job. */
  readonly threads: number;
  /** Of each job that computes with a model; none without it. */
  readonly gpus?: number;
  /** Which of this machine's devices they run on, one job on each. */
  readonly devices?: ExecutorOptions['devices'];
  /** What the study file says to the executor. */
  readonly settings?: ExecutorPlace['settings'];
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks at the store. */
const look = 1000;

/** The folder of a store in which an executor keeps what it must know again. */
export const executorFolder = (store: Pick<Store, 'folder'>, executor: string): string =>
  join(store.folder, 'executors', executor);

/** Runs studies with the executors that there are. */
@injectable()
export class StudyRunner {
  readonly #executors: Catalog<Executor>;

  constructor(@inject(EXECUTORS) executors: Catalog<Executor>) {
    this.#executors = executors;
  }

  /**
   * Runs the stages of a plan that the store has not, by the executor that it names, and tells how it goes. Never throws
   * for a stage that fails: the reason is an event, and stays in the store for the report.
   * @throws DataError when a stage of the store is damaged, before anything runs.
   */
  async *run(plan: Plan, runOptions: RunStudyOptions): AsyncGenerator<StudyEvent> {
    const { store, processes, threads, devices, settings, signal } = runOptions;
    const executor = this.#executors.get(plan.study.executor);
    await removeLeftLocks(store.folder);
    const missing: Stage[] = [];
    for (const stage of plan.stages) if (!(await store.find(stage.key))) missing.push(stage);
    const pending = pendingJobs(plan, missing);
    const cached = plan.stages.length - missing.length;
    yield { type: 'plan', stages: plan.stages.length, cached, toRun: missing.length, jobs: pending.length };
    const run = new Run(store, missing, pending);
    const keeper = new ModelKeeper(store, plan);
    yield* droppedBy(keeper.sweep());
    if (pending.length > 0) {
      await store.clearFailures(missing.map(({ key }) => key));
      const left = new AbortController();
      const options = {
        ...{ processes, threads, settings: settings ?? {}, look: (key: string) => run.watch.look(key) },
        ...(devices && { devices }),
        signal: AbortSignal.any([signal, left.signal]),
        folder: executorFolder(store, executor.name),
      };
      try {
        const jobs = await jobsOf(plan, pending, runOptions);
        for await (const event of withTicks(executor.run(jobs, options), look))
          for (const told of await run.tell(event, signal)) {
            yield told;
            if (told.type === 'done') yield* droppedBy(keeper.after(told.key));
          }
      } finally {
        left.abort();
      }
    }
    yield run.progress.end(signal.aborted);
  }
}

/** The jobs as an executor gets them. */
async function jobsOf(plan: Plan, pending: readonly PlannedJob[], options: RunStudyOptions): Promise<Job[]> {
  const resources = await resourcesOf(plan, { threads: options.threads, gpus: options.gpus ?? 0 });
  const titles = new Map(plan.stages.map(({ key, title }) => [key, title]));
  return pending.map((job) => ({
    key: job.key,
    title: titles.get(job.key) ?? job.key,
    after: job.after,
    ...options.commandsFor(job),
    resources: resources(job),
  }));
}

/** What a keeper lets go. That it could not is no failure of the study. */
async function* droppedBy(dropping: Promise<readonly DroppedModel[]>): AsyncGenerator<StudyEvent> {
  try {
    for (const model of await dropping) yield { type: 'dropped', ...model };
  } catch (error) {
    yield { type: 'note', text: `A model that nothing needs could not be removed: ${messageOf(error)}` };
  }
}

/** The plan's jobs with the stages that are missing; a job whose model is there keeps nobody waiting. */
function pendingJobs(plan: Plan, missing: readonly Stage[]): PlannedJob[] {
  const wanted = new Set(missing.map(({ key }) => key));
  return plan.jobs.flatMap(({ key, stages, after }) => {
    const left = stages.filter((stage) => wanted.has(stage));
    return left.length > 0 ? [{ key, stages: left, after: after.filter((parent) => wanted.has(parent)) }] : [];
  });
}

/** Turns what an executor tells about jobs into what a person wants to know about stages. */
class Run {
  readonly progress: StudyProgress;
  readonly #store: Store;
  readonly #stagesOf: ReadonlyMap<string, readonly string[]>;
  readonly watch: StoreWatch;
  /** Jobs that run and whose process says nothing here: of them the store tells. */
  readonly #silent = new Set<string>();
  readonly #noted = new Set<string>();
  #looked = 0;

  constructor(store: Store, missing: readonly Stage[], jobs: readonly PlannedJob[]) {
    this.#store = store;
    this.progress = new StudyProgress(missing);
    this.watch = new StoreWatch(store, jobs);
    this.#stagesOf = new Map(jobs.map(({ key, stages }) => [key, stages]));
  }

  /** `undefined` is the end of a while in which nothing came. */
  async tell(event: JobEvent | undefined, signal: AbortSignal): Promise<readonly StudyEvent[]> {
    const told: (StudyEvent | undefined)[] = await this.#fromStore();
    if (event?.type === 'start') this.#silent.add(event.key);
    if (event?.type === 'note') told.push(event);
    if (event?.type === 'line') {
      const line = parseLine(event.line);
      if (line) this.#silent.delete(event.key);
      told.push(await this.#line(line));
    }
    if (event?.type === 'done' || event?.type === 'fail') {
      this.#silent.delete(event.key);
      told.push(...(await this.#ended(event, signal)));
    }
    return told.filter((one) => one !== undefined);
  }

  /** What the store says of jobs whose own words do not reach this process, once in a while. */
  async #fromStore(): Promise<(StudyEvent | undefined)[]> {
    const now = performance.now();
    if (this.#silent.size === 0 || now - this.#looked < look) return [];
    this.#looked = now;
    const told: (StudyEvent | undefined)[] = [];
    for (const job of this.#silent) for (const line of await this.watch.news(job)) told.push(await this.#line(line));
    return told;
  }

  async #line(line: JobLine | undefined): Promise<StudyEvent | undefined> {
    if (line?.type === 'stage-start') return this.progress.start(line.key);
    if (line?.type === 'stage-progress') return this.progress.step(line);
    if (line?.type === 'stage-done') return this.#done(line.key, line.seconds);
    if (line?.type === 'note') return this.#note(line);
    return line && this.#fail(line.key, line.reason);
  }

  /** What each of several processes says is said once. */
  #note(note: Extract<JobLine, { type: 'note' }>): StudyEvent | undefined {
    if (this.#noted.has(note.text)) return undefined;
    this.#noted.add(note.text);
    return note;
  }

  async #ended(event: JobEvent, signal: AbortSignal): Promise<(StudyEvent | undefined)[]> {
    if (event.type !== 'done' && event.type !== 'fail') return [];
    const keys = this.#stagesOf.get(event.key) ?? [];
    const told: (StudyEvent | undefined)[] = [];
    // An executor that passes no lines on (or loses some) is believed as far as the store bears it out.
    for (const key of this.progress.open(keys)) {
      const record = await this.#store.find(key);
      if (record) told.push(await this.#done(key, record.seconds));
      // Its process wrote the reason down.
      else if (!signal.aborted) told.push(await this.#failedBefore(key));
    }
    const at = this.progress.endedAt(keys);
    if (at === undefined || signal.aborted) return told;
    const reason = event.type === 'fail' ? event.reason : 'its process ended well without having made it';
    return [...told, await this.#fail(at, reason)];
  }

  async #failedBefore(key: string): Promise<StudyEvent | undefined> {
    const failure = await this.#store.failure(key);
    return failure && this.progress.fail(key, failure.reason);
  }

  async #done(key: string, seconds: number): Promise<StudyEvent | undefined> {
    await this.#store.saveFailure(key, null);
    return this.progress.done(key, seconds);
  }

  async #fail(key: string, reason: string): Promise<StudyEvent | undefined> {
    const event = this.progress.fail(key, reason);
    if (event) await this.#store.saveFailure(key, { title: event.title, reason, at: new Date().toISOString() });
    return event;
  }
}
