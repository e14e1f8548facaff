import { createInterface } from 'node:readline';
import { nextJob } from '@stopover/core';
import { type JobProcessOptions, JobsHere } from '../study/jobs-here.ts';
import { stopSignal } from '../study/stop-signal.ts';

/** Milliseconds after which a job's process takes no other: its start was no part of the cost, and the next begins as new. */
const longJob = 60_000;

/** Bytes of memory with which a process takes no other job. */
const muchMemory = 2 ** 30;

/** Runs the jobs whose references come as lines, one after the other, until one fails or takes long, or no more come. */
export async function worker(options: JobProcessOptions): Promise<number> {
  const { stdin, stdout } = process;
  const jobs = new JobsHere(options);
  const signal = stopSignal(() => jobs.isEvaluating);
  // While it has no job it waits for one.
  stdin.ref();
  try {
    // Closed by the signal; then the end of the pipe is still to be seen.
    signal.addEventListener('abort', () => stdin.resume());
    for await (const reference of createInterface({ input: stdin, signal })) {
      const began = performance.now();
      const status = await jobs.run(reference, signal);
      const isLong = performance.now() - began > longJob;
      if (status !== 0 || isLong || signal.aborted || process.memoryUsage.rss() > muchMemory) return status;
      stdout.write(`${nextJob}\n`);
    }
    return 0;
  } finally {
    stdin.unref();
  }
}
