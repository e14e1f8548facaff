import type { Life } from './process-identity.ts';

/**
 * What is known of jobs by whoever schedules them (a cluster's queue): the disk tells nothing of a process on another
 * machine.
 */
export interface LockJobs {
  /** The job that this process is part of; undefined outside of one. */
  readonly own: string | undefined;
  /**
   * Of a job by the name that its process gave. `dead`: it is over, or was put back and runs elsewhere; `alive`: it is
   * known to be at rest, and its silence means nothing; `unknown`: it should run, or nobody answers. Never throws.
   */
  readonly lifeOf: (job: string) => Promise<Life>;
}

/** Milliseconds between two questions about a job. */
const rarely = 5000;

/** Asks for jobs, not too often: of a silent owner every process asks that waits for it. */
export class JobLife {
  readonly #jobs: LockJobs;
  readonly #clock: () => number;
  #last: { readonly job: string; readonly at: number; readonly life: Life } | undefined;

  constructor(jobs: LockJobs, clock: () => number) {
    this.#jobs = jobs;
    this.#clock = clock;
  }

  /** Undefined where there is no job to ask for. */
  async of(job: string | undefined): Promise<Life | undefined> {
    if (job === undefined) return undefined;
    const now = this.#clock();
    if (this.#last?.job === job && now - this.#last.at < rarely) return this.#last.life;
    this.#last = { job, at: now, life: await this.#jobs.lifeOf(job) };
    return this.#last.life;
  }
}
