import { definePlugin, type Executor, type ExecutorOptions, type Job, type JobEvent } from '@stopover/core';
import { EventQueue } from './event-queue.ts';
import { JobProcesses } from './job-processes.ts';

export interface LocalOptions {
  /**
   * Milliseconds between asking a child to stop (SIGTERM) and ending it (SIGKILL): enough for a step of a large model
   * and its checkpoint. Whoever does not want to wait interrupts again: then the pipe ends, and the child at once.
   */
  readonly grace?: number;
}

/**
 * Runs jobs as child processes of this one, some at a time, and one at a time on a device. On abort the children are
 * asked to stop, so that they can leave a checkpoint, and ended when they have not after the grace. Where jobs say how, a
 * process takes several.
 */
export function localExecutor({ grace = 600_000 }: LocalOptions = {}): Executor {
  return {
    name: 'local',
    probe: async () => ({ ok: true, detail: 'child processes of this one' }),
    run: (jobs, options) => runJobs(jobs, options, grace),
  };
}

type State = 'waiting' | 'running' | 'done' | 'failed';

async function* runJobs(jobs: readonly Job[], options: ExecutorOptions, grace: number): AsyncGenerator<JobEvent> {
  const events = new EventQueue<JobEvent>();
  const states = new Map<string, State>(jobs.map(({ key }) => [key, 'waiting']));
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const processes = new JobProcesses(signal, grace);
  const free = [...(options.devices ?? [])];
  const isShared = free.length === 0;
  let running = 0;

  const isReady = ({ key, after }: Job) =>
    states.get(key) === 'waiting' && after.every((parent) => (states.get(parent) ?? 'done') === 'done');

  const startReady = () => {
    for (const job of jobs) {
      if (signal.aborted || running >= Math.max(1, options.processes ?? 1)) break;
      if (!isReady(job)) continue;
      const needsDevice = job.resources.gpus > 0 && !isShared;
      const device = needsDevice ? free.shift() : undefined;
      // One that needs no device may stand behind one that waits for it.
      if (!needsDevice || device) void start(job, device);
    }
    if (running === 0) events.close();
  };

  const start = async (job: Job, device: readonly string[] | undefined) => {
    running++;
    states.set(job.key, 'running');
    events.push({ type: 'start', key: job.key });
    const onLine = (line: string) => events.push({ type: 'line', key: job.key, line });
    const reason = await processes.run(device ? placed(job, device) : job, onLine);
    running--;
    if (device) free.unshift(device);
    states.set(job.key, reason === undefined ? 'done' : 'failed');
    events.push(reason === undefined ? { type: 'done', key: job.key } : { type: 'fail', key: job.key, reason });
    startReady();
  };

  try {
    startReady();
    yield* events;
    await processes.leave();
  } finally {
    // The reader may have left early: no child outlives the iteration.
    stop.abort();
  }
}

/** A job whose process computes on a device; a worker stays with its own. */
function placed(job: Job, args: readonly string[]): Job {
  const { command, worker } = job;
  return {
    ...job,
    command: [...command, ...args],
    ...(worker && { worker: { ...worker, command: [...worker.command, ...args] } }),
  };
}

export default definePlugin({ name: '@stopover/executor-local', executors: [localExecutor()] });
