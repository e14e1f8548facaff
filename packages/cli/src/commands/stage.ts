import { type JobProcessOptions, JobsHere } from '../study/jobs-here.ts';
import { stopSignal } from '../study/stop-signal.ts';

/** Options of the hidden `stage`. */
export interface StageOptions extends JobProcessOptions {
  readonly job: string;
}

/** Runs one job in this process and prints JSON lines; started by executors. */
export async function stage(options: StageOptions): Promise<number> {
  const jobs = new JobsHere(options);
  const signal = stopSignal(() => jobs.isEvaluating);
  return jobs.run(options.job, signal);
}
