import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Job, nextJob } from '@stopover/core';
import { printedLines } from '@stopover/files';

/** Lines of stderr that a failed job's reason may quote. */
const lastLines = 8;

/** How a job ended. */
export interface JobEnd {
  /** Why it failed; undefined where it did not. */
  readonly reason: string | undefined;
  /** Whether its process takes another job. */
  readonly isFree: boolean;
}

interface RunningJob {
  readonly onLine: (line: string) => void;
  readonly end: (end: JobEnd) => void;
}

/**
 * A child process that runs one job, or, of a worker, one after the other. Its stdin stays open while this process lives:
 * a child that sees it end has lost its parent, or has nothing more to do.
 */
export class JobProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #errors: string[] = [];
  readonly #signal: AbortSignal;
  #job: RunningJob | undefined;
  /** Resolves when the process is gone. */
  readonly closed: Promise<void>;

  /** @param grace milliseconds between asking it to stop, on abort, and ending it. */
  constructor([program, ...args]: Job['command'], signal: AbortSignal, grace: number) {
    this.#signal = signal;
    // A group of its own: Ctrl-C in a terminal reaches this process, which asks the child in its turn.
    const child = spawn(program, args, { shell: false, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    const said = Promise.all([
      eachLine(child.stdout, (line) => this.#said(line)),
      eachLine(child.stderr, (line) => {
        this.#errors.push(line);
        if (this.#errors.length > lastLines) this.#errors.shift();
      }),
    ]);
    const unwatch = this.#stopOnAbort(grace);
    this.closed = new Promise((resolve) => {
      const close = (reason: string | undefined) => {
        unwatch();
        this.#end({ reason, isFree: false });
        resolve();
      };
      child.once('error', (error) => close(`${program} could not be started (${error.message})`));
      child.once('close', async (code, ended) => {
        await said;
        if (code === 0) close(undefined);
        else close(signal.aborted ? 'stopped' : reasonOf(code, ended, this.#errors));
      });
    });
  }

  /** Resolves when the job is done or has failed. @param line what a worker reads to begin it. */
  run(line: string | undefined, onLine: RunningJob['onLine']): Promise<JobEnd> {
    return new Promise((end) => {
      this.#errors.length = 0;
      this.#job = { onLine, end };
      if (line !== undefined) this.#child.stdin.write(`${line}\n`);
    });
  }

  /** Lets a worker go that has no job. */
  leave(): void {
    this.#child.stdin.end();
  }

  #said(line: string): void {
    if (line === nextJob) this.#end({ reason: undefined, isFree: true });
    else this.#job?.onLine(line);
  }

  #end(end: JobEnd): void {
    this.#job?.end(end);
    this.#job = undefined;
  }

  #stopOnAbort(grace: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#child.kill('SIGTERM');
      timer = setTimeout(() => this.#child.kill('SIGKILL'), grace);
    };
    if (this.#signal.aborted) stop();
    else this.#signal.addEventListener('abort', stop, { once: true });
    return () => {
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', stop);
    };
  }
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
