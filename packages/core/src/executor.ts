import type { Readiness } from './readiness.ts';

/** What a job needs where it runs. */
export interface Resources {
  /** Threads of its computation. */
  readonly threads: number;
  /** Main memory in MB: an estimate from the size of its model. */
  readonly memory: number;
  readonly gpus: number;
  /** Seconds that it is expected to take; null where nothing is known. */
  readonly seconds: number | null;
}

/**
 * A program that works through jobs, one after the other, so that short ones do not each pay for its start. When a job is
 * done it prints `nextJob` and takes another, or it ends with the job's exit status.
 */
export interface Worker {
  readonly command: Job['command'];
  /** What it reads on its standard input, as a line, to begin this job. Jobs of one command may share a process. */
  readonly line: string;
}

/** The line by which a worker says that its job is done and that it takes another. */
export const nextJob = 'stopover: next job';

/** One piece of work that can run in a process of its own. */
export interface Job {
  readonly key: string;
  /** For people. */
  readonly title: string;
  /** Program and arguments; exit status 0 means the stage's folder is complete in the store. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The same work for an executor that keeps processes; `command` does without. */
  readonly worker?: Worker;
  /** Keys of jobs that must be done before. */
  readonly after: readonly string[];
  readonly resources: Resources;
}

/**
 * Exit status of a job's process that was asked to stop and did: what is done is kept, and the same command goes on from
 * there (EX_TEMPFAIL of sysexits.h).
 */
export const leftStatus = 75;

/** What an executor tells while it works. `line` is a JSON progress line that the job printed. */
export type JobEvent =
  | { readonly type: 'start' | 'done'; readonly key: string }
  | { readonly type: 'line'; readonly key: string; readonly line: string }
  | { readonly type: 'fail'; readonly key: string; readonly reason: string }
  /** A line for a person: what is waited for. */
  | { readonly type: 'note'; readonly text: string };

/** What the store knows of a job. */
export interface JobStanding {
  /** All that it makes is there, whoever made it: this outranks whatever else is known of the job. */
  readonly done: boolean;
  /** Grows while the job gets on, and never otherwise. */
  readonly progress: number;
}

/** Where an executor keeps what it must know again when another process takes a run up, and what it was told. */
export interface ExecutorPlace {
  /** A folder of its own, in the store; it need not exist. */
  readonly folder: string;
  /** What the study file says under the executor's name. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface ExecutorOptions extends ExecutorPlace {
  /** Jobs at the same time; null: as many as the executor finds right. */
  readonly processes: number | null;
  /** Threads of each job, passed on in its command. */
  readonly threads: number;
  /**
   * For jobs that need a GPU, where the executor itself does not give those out: what a command is given behind its own
   * arguments to compute on one device. One job at a time runs on each, and waits while all are taken. Without them a job
   * computes on what its process finds.
   */
  readonly devices?: readonly (readonly string[])[];
  readonly signal: AbortSignal;
  /** Asks the store about a job. */
  readonly look: (key: string) => Promise<JobStanding>;
}

/** A job that is in a queue, or runs there. */
export interface QueuedJob {
  /** Of the job; undefined for one that works through several. */
  readonly key: string | undefined;
  /** As the queue calls it. */
  readonly id: string;
  readonly running: boolean;
  /** For people: its state, the reason why it waits, or where it runs. */
  readonly state: string;
}

/** What only a queue that outlives the process that fills it can do. */
export interface Queue {
  /** Jobs of this place that wait or run. @throws StopoverError when the queue does not answer. */
  list(place: ExecutorPlace): Promise<readonly QueuedJob[]>;
  /** Ends all jobs of this place; how many there were. @throws StopoverError when the queue does not answer. */
  cancel(place: ExecutorPlace): Promise<number>;
  /** Files with what a job printed, the latest last. */
  logs(place: ExecutorPlace, key: string): Promise<readonly string[]>;
  /** Starts a command that fills the queue as a job of the queue itself; its id. @throws StopoverError when it is refused. */
  launch(place: ExecutorPlace, job: Omit<Job, 'after'>): Promise<string>;
  /**
   * The job that this process is part of, by its environment, under a name that means it for ever: letters, digits, `.`,
   * `_` and `-`, at most 64. Undefined outside of one. With `lifeOf` it makes a lost node's stages free in seconds.
   */
  ownJob?(variable: (name: string) => string | undefined): string | undefined;
  /**
   * Of a job by that name; never throws. `dead`: over, or put back into the queue since; `alive`: suspended, so that its
   * silence means nothing; `unknown`: it should run, or nobody answers, or it is another queue's.
   */
  lifeOf?(job: string): Promise<'alive' | 'dead' | 'unknown'>;
}

/**
 * Runs jobs when what they wait for is done. A failed job's dependents do not start; others go on. A run that was left,
 * by its signal or because its process died, is taken up by another: jobs that are still queued or running are adopted,
 * and nothing runs twice.
 */
export interface Executor {
  readonly name: string;
  /** Never throws. Whether jobs can be started here. */
  probe(): Promise<Readiness>;
  /** @throws RequestError naming the setting that is wrong. Without it the executor has none. */
  check?(settings: ExecutorPlace['settings'], where: string): void;
  run(jobs: readonly Job[], options: ExecutorOptions): AsyncIterable<JobEvent>;
  /** Where jobs go on when a run is left; without it they end with the run. */
  readonly queue?: Queue;
}
