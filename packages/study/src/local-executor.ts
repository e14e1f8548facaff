import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Executor, ExecutorOptions, Job, JobEvent } from '@stopover/core';
import { printedLines } from '@stopover/files';
import { EventQueue } from './event-queue.ts';

export interface LocalOptions {
  /**
   * Milliseconds between asking a child to stop (SIGTERM) and ending it (SIGKILL): enough for a step of a large model
   * and its checkpoint. Whoever does not want to wait interrupts again: then the pipe ends, and the child at once.
   */
  readonly grace?: number;
}

/** Lines of stderr that a failed job's reason may quote. */
const lastLines = 8;

/**
 * Runs jobs as child processes of this one, some at a time. On abort the children are asked to stop, so that they can
 * leave a checkpoint, and ended when they have not after the grace. A child's stdin stays open while this process
 * lives: a child that sees it end has lost its parent.
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
  let running = 0;

  const isReady = ({ key, after }: Job) =>
    states.get(key) === 'waiting' && after.every((parent) => (states.get(parent) ?? 'done') === 'done');

  const startReady = () => {
    for (const job of jobs) {
      if (signal.aborted || running >= Math.max(1, options.processes)) break;
      if (isReady(job)) void start(job);
    }
    if (running === 0) events.close();
  };

  const start = async (job: Job) => {
    running++;
    states.set(job.key, 'running');
    events.push({ type: 'start', key: job.key });
    const onLine = (line: string) => events.push({ type: 'line', key: job.key, line });
    const reason = await runChild(job.command, onLine, signal, grace);
    running--;
    states.set(job.key, reason === undefined ? 'done' : 'failed');
    events.push(reason === undefined ? { type: 'done', key: job.key } : { type: 'fail', key: job.key, reason });
    startReady();
  };

  try {
    startReady();
    yield* events;
  } finally {
    // The reader may have left early: no child outlives the iteration.
    stop.abort();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Runs a program to its end. Resolves with undefined, or with why it failed. */
function runChild(
  [program, ...args]: Job['command'],
  onLine: (line: string) => void,
  signal: AbortSignal,
  grace: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A group of its own: Ctrl-C in a terminal reaches this process, which asks the child in its turn.
    const child: Child = spawn(program, args, { shell: false, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const errors: string[] = [];
    const said = Promise.all([
      eachLine(child.stdout, onLine),
      eachLine(child.stderr, (line) => {
        errors.push(line);
        if (errors.length > lastLines) errors.shift();
      }),
    ]);
    child.stdin.on('error', () => undefined);
    const unwatch = stopOnAbort(child, signal, grace);
    const finish = (reason: string | undefined) => {
      unwatch();
      resolve(reason);
    };
    child.once('error', (error) => finish(`${program} could not be started (${error.message})`));
    child.once('close', async (code, ended) => {
      await said;
      if (code === 0) finish(undefined);
      else if (signal.aborted) finish('stopped');
      else finish(reasonOf(code, ended, errors));
    });
  });
}

/** Every line of a stream, until it ends or breaks off. */
async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  try {
    for await (const line of printedLines(stream)) take(line);
  } catch {
    // The child is gone; its exit status says how.
  }
}

function reasonOf(code: number | null, ended: string | null, errors: readonly string[]): string {
  const how = ended === null ? `exit status ${code}` : `ended by ${ended}`;
  const hint = ended === 'SIGKILL' ? ', as when memory runs out' : '';
  const said = errors.join('\n').trim();
  return said ? `${said} (${how}${hint})` : `${how}${hint}`;
}

function stopOnAbort(child: Child, signal: AbortSignal, grace: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    timer = setTimeout(() => child.kill('SIGKILL'), grace);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  };
}
