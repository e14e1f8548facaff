import type { JobEvent } from '@stopover/core';
import { type SeenJob, saidBy } from './slurm-programs.ts';

/** Longest time between two questions that are not answered, in milliseconds. */
const longest = 60_000;

/** Asks the queue about all jobs at once, not too often, and less often while it does not answer: then nothing is known. */
export class QueueWatch {
  readonly #queued: () => Promise<readonly SeenJob[]>;
  readonly #every: number;
  readonly #notes: JobEvent[] = [];
  #next = 0;
  #failures = 0;
  #asked = 0;
  #fresh = false;

  /** `queued` asks; `every`: milliseconds between two questions. */
  constructor(queued: () => Promise<readonly SeenJob[]>, every: number) {
    this.#queued = queued;
    this.#every = every;
  }

  /** How many questions were asked: what was submitted after one is in the answer of the next at the earliest. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether the last `askWhenDue` was answered. */
  get isFresh(): boolean {
    return this.#fresh;
  }

  async askWhenDue(): Promise<readonly SeenJob[] | undefined> {
    const seen = performance.now() < this.#next ? undefined : await this.#question();
    this.#fresh = seen !== undefined;
    return seen;
  }

  /** Asks now, unless the queue did not answer a moment ago. */
  async ask(): Promise<readonly SeenJob[] | undefined> {
    return this.#failures > 0 && performance.now() < this.#next ? undefined : this.#question();
  }

  *takeNotes(): Generator<JobEvent> {
    yield* this.#notes.splice(0);
  }

  async #question(): Promise<readonly SeenJob[] | undefined> {
    try {
      const seen = await this.#queued();
      this.#asked++;
      if (this.#failures >= patient) this.#notes.push({ type: 'note', text: 'Slurm answers again.' });
      this.#failures = 0;
      this.#next = performance.now() + this.#every;
      return seen;
    } catch (error) {
      this.#failures++;
      this.#next = performance.now() + Math.min(longest, 1000 * 2 ** this.#failures);
      const text = `Slurm does not answer, so nothing is submitted; jobs that run go on: ${saidBy(error)}`;
      if (this.#failures === patient) this.#notes.push({ type: 'note', text });
      return undefined;
    }
  }
}

/** Questions without an answer before a person is told. */
const patient = 2;
