/** One piece of work that can run in a process of its own. */
export interface Job {
  readonly key: string;
  /** Program and arguments; exit status 0 means the stage's folder is complete in the store. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Keys of jobs that must be done before. */
  readonly after: readonly string[];
}

/** What an executor tells while it works. `line` is a JSON progress line that the job printed. */
export type JobEvent =
  | { readonly type: 'start' | 'done'; readonly key: string }
  | { readonly type: 'line'; readonly key: string; readonly line: string }
  | { readonly type: 'fail'; readonly key: string; readonly reason: string };

export interface ExecutorOptions {
  /** Jobs at the same time. */
  readonly processes: number;
  /** Threads of each job, passed on in its command. */
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Whether something can work here; or why not, and what to do. */
export type Readiness =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly reason: string; readonly fix: string };

/** Runs jobs when what they wait for is done. A failed job's dependents do not start; others go on. */
export interface Executor {
  readonly name: string;
  /** Never throws. Whether jobs can be started here. */
  probe(): Promise<Readiness>;
  run(jobs: readonly Job[], options: ExecutorOptions): AsyncIterable<JobEvent>;
}
