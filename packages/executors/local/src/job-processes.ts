import type { Job } from '@stopover/core';
import { type JobEnd, JobProcess } from './job-process.ts';

/** The child processes of a run. A worker that takes another job is kept for the next of its command. */
export class JobProcesses {
  readonly #free: { readonly command: string; readonly child: JobProcess }[] = [];
  readonly #signal: AbortSignal;
  readonly #grace: number;

  /** @param grace milliseconds between asking a child to stop, on abort, and ending it. */
  constructor(signal: AbortSignal, grace: number) {
    this.#signal = signal;
    this.#grace = grace;
  }

  /** Runs a job to its end, in a process that is free or in a new one. A process that takes no other is gone by then. */
  async run(job: Job, onLine: (line: string) => void): Promise<JobEnd['reason']> {
    const { command, line } = { line: undefined, ...(job.worker ?? { command: job.command }) };
    const key = JSON.stringify(command);
    const child = this.#take(key) ?? new JobProcess(command, this.#signal, this.#grace);
    const { reason, isFree } = await child.run(line, onLine);
    if (isFree && !this.#signal.aborted) this.#keep(key, child);
    else {
      child.leave();
      await child.closed;
    }
    return reason;
  }

  /** Lets those go that have no job. */
  async leave(): Promise<void> {
    const free = this.#free.splice(0);
    for (const { child } of free) child.leave();
    await Promise.all(free.map(({ child }) => child.closed));
  }

  #take(command: string): JobProcess | undefined {
    const at = this.#free.findIndex((one) => one.command === command);
    return at < 0 ? undefined : this.#free.splice(at, 1)[0]?.child;
  }

  #keep(command: string, child: JobProcess): void {
    const kept = { command, child };
    this.#free.push(kept);
    // One that was killed while it waited takes no job.
    void child.closed.then(() => {
      const at = this.#free.indexOf(kept);
      if (at >= 0) this.#free.splice(at, 1);
    });
  }
}
