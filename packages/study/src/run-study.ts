import type { Executor, Job, JobEvent } from '@stopover/core';
import { parseLine } from './job-line.ts';
import { removeLeftLocks } from './left-locks.ts';
import type { Plan, PlannedJob } from './plan.ts';
import type { Stage } from './stage.ts';
import type { Store } from './store.ts';
import type { StudyEvent } from './study-event.ts';
import { StudyProgress } from './study-progress.ts';

export interface RunStudyOptions {
  readonly store: Store;
  readonly executor: Executor;
  /** The command line that runs one job in a process of its own (`runJob`). */
  readonly commandFor: (job: PlannedJob) => Job['command'];
  /** Jobs at the same time. */
  readonly processes: number;
  /** Threads of each job. */
  readonly threads: number;
  readonly signal: AbortSignal;
}

/**
 * Runs the stages of a plan that the store has not, and tells how it goes. Never throws for a stage that fails: the
 * reason is an event, and stays in the store for the report.
 * @throws DataError when a stage of the store is damaged, before anything runs.
 */
export async function* runStudy(plan: Plan, options: RunStudyOptions): AsyncGenerator<StudyEvent> {
  const { store, executor, commandFor, processes, threads, signal } = options;
  await removeLeftLocks(store.folder);
  const missing: Stage[] = [];
  for (const stage of plan.stages) if (!(await store.find(stage.key))) missing.push(stage);
  const pending = pendingJobs(plan, missing);
  const cached = plan.stages.length - missing.length;
  yield { type: 'plan', stages: plan.stages.length, cached, toRun: missing.length, jobs: pending.length };
  const run = new Run(store, missing, pending);
  const jobs = pending.map((job) => ({ key: job.key, after: job.after, command: commandFor(job) }));
  if (jobs.length > 0) {
    for await (const event of executor.run(jobs, { processes, threads, signal })) {
      for (const told of await run.tell(event, signal)) yield told;
    }
  }
  yield run.progress.end(signal.aborted);
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

  constructor(store: Store, missing: readonly Stage[], jobs: readonly PlannedJob[]) {
    this.#store = store;
    this.progress = new StudyProgress(missing);
    this.#stagesOf = new Map(jobs.map(({ key, stages }) => [key, stages]));
  }

  async tell(event: JobEvent, signal: AbortSignal): Promise<readonly StudyEvent[]> {
    const told = event.type === 'line' ? [await this.#line(event.line)] : await this.#ended(event, signal);
    return told.filter((one) => one !== undefined);
  }

  async #line(text: string): Promise<StudyEvent | undefined> {
    const line = parseLine(text);
    if (line?.type === 'stage-start') return this.progress.start(line.key);
    if (line?.type === 'stage-progress') return this.progress.step(line);
    if (line?.type === 'stage-done') return this.#done(line.key, line.seconds);
    if (line?.type === 'note') return line;
    return line && this.#fail(line.key, line.reason);
  }

  async #ended(event: JobEvent, signal: AbortSignal): Promise<(StudyEvent | undefined)[]> {
    if (event.type !== 'done' && event.type !== 'fail') return [];
    const keys = this.#stagesOf.get(event.key) ?? [];
    const told: (StudyEvent | undefined)[] = [];
    // An executor that passes no lines on (or loses some) is believed as far as the store bears it out.
    for (const key of this.progress.open(keys)) if (await this.#store.find(key)) told.push(await this.#done(key, 0));
    const at = this.progress.endedAt(keys);
    if (at === undefined || signal.aborted) return told;
    const reason = event.type === 'fail' ? event.reason : 'its process ended well without having made it';
    return [...told, await this.#fail(at, reason)];
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
