import { open, rmdir, unlink } from 'node:fs/promises';
import { StopoverError } from '@stopover/core';
import { beat } from './heartbeat.ts';
import { hasCode, isAbsent } from './system-codes.ts';

/** Another process has taken a lock over: this one must not write any more. */
export class LockLost extends StopoverError {}

/** The right to write, until it is released or lost. */
export interface Lock extends AsyncDisposable {
  readonly busy: false;
  /** Aborted when another process is seen to have taken the lock over. */
  readonly lost: AbortSignal;
  /** Whether the lock is still held, asked of the disk. @throws LockLost when it is not. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** A lock by its folder and the file in it that is its owner's. */
export class HeldLock implements Lock {
  readonly busy = false;
  readonly #folder: string;
  readonly #file: string;
  readonly #lost = new AbortController();
  readonly #stopBeating: () => void;

  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
    this.#stopBeating = beat(file, () => void this.#loss());
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async check(): Promise<void> {
    try {
      // Opened and not only looked up: a network disk then asks its server.
      await (await open(this.#file)).close();
    } catch (error) {
      if (!isGone(error)) throw error;
      throw this.#loss();
    }
  }

  async release(): Promise<void> {
    this.#stopBeating();
    await unlink(this.#file).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
    // It stays where the next owner was quick.
    await rmdir(this.#folder).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  #loss(): LockLost {
    this.#stopBeating();
    const loss = new LockLost({
      where: this.#folder,
      what: 'another process has taken over from this one, which gave no sign of life for too long, and goes on with its work',
      remedy: 'Leave it to that process, or run the same command again.',
    });
    this.#lost.abort(loss);
    return loss;
  }
}

/** Also of a file that a network disk's server has removed. */
const isGone = (error: unknown): boolean => isAbsent(error) || hasCode(error, 'ESTALE');
