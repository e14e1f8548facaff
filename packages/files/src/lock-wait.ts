import { setTimeout as sleep } from 'node:timers/promises';
import type { Lock } from './held-lock.ts';
import { type Holder, LockPlace } from './lock.ts';

/** Milliseconds of waiting before the first line, and before the second. */
const soon = 2000;
const later = 60_000;
/** Longest time between two lines. */
const rarely = 1_800_000;
/** Milliseconds between two looks. */
const look = 500;

/** Tells a person for whom a process waits: soon, and then rarely. */
export class WaitNotes {
  readonly #what: string;
  readonly #path: string;
  readonly #say: (line: string) => void;
  readonly #clock: () => number;
  #by = '';
  #began = 0;
  #next = 0;

  /** `what` is waited for: `the stage "mnli, seed 1"`; `path` is its lock. */
  constructor(what: string, path: string, say: (line: string) => void, clock: () => number = () => performance.now()) {
    this.#what = what;
    this.#path = path;
    this.#say = say;
    this.#clock = clock;
  }

  /** The lock was looked at, and is somebody's. */
  note(holder: Holder): void {
    const now = this.#clock();
    if (holder.by !== this.#by) {
      this.#by = holder.by;
      this.#began = now;
      this.#next = soon;
    }
    const waited = now - this.#began;
    if (waited < this.#next) return;
    this.#next = Math.min(Math.max(later, 2 * waited), waited + rarely);
    this.#say(waitingFor(holder, this.#what, this.#path));
  }
}

function waitingFor({ by, since, isHere, patience }: Holder, what: string, path: string): string {
  const from = since ? `, which has it since ${since.toISOString().slice(0, 19).replace('T', ' ')} UTC` : '';
  const advice = isHere
    ? 'This goes on when it ends: wait, or stop it.'
    : `If it no longer runs, this goes on by itself after ${patience} seconds without a sign of life from it, or at once when you remove ${path}.`;
  return `Waiting for ${by} with ${what}${from}. ${advice}`;
}

/** How a lock is waited for. */
export interface WaitOptions {
  /** What it is of, for people: `the folder runs/mine`. */
  readonly what: string;
  readonly say?: (line: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Takes a lock, waiting while another process has it; undefined when the signal ended the waiting. */
export async function waitForLock(path: string, { what, say, signal }: WaitOptions): Promise<Lock | undefined> {
  const place = new LockPlace(path);
  const notes = new WaitNotes(what, path, say ?? (() => undefined));
  while (!signal?.aborted) {
    const taken = await place.take();
    if (!taken.busy) return taken;
    notes.note(taken);
    await sleep(look, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
  return undefined;
}
