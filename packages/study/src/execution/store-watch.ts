import type { JobStanding } from '@stopover/core';
import type { PlannedJob } from '../records/plan.ts';
import { begunStep } from '../store/begun-stage.ts';
import type { Store } from '../store/store.ts';
import type { JobLine } from './job-line.ts';

/** Milliseconds for which a listing of the store's stages stands for another. */
const fresh = 500;

/** Reads from the store how jobs get on, whoever runs them and wherever. */
export class StoreWatch {
  readonly #store: Store;
  readonly #stagesOf: ReadonlyMap<string, readonly string[]>;
  readonly #told = new Map<string, number>();
  #listed: { readonly at: number; readonly keys: Promise<ReadonlySet<string>> } | undefined;

  constructor(store: Store, jobs: readonly PlannedJob[]) {
    this.#store = store;
    this.#stagesOf = new Map(jobs.map(({ key, stages }) => [key, stages]));
  }

  /** What the store knows of a job. */
  async look(job: string): Promise<JobStanding> {
    const complete = await this.#complete();
    const stages = this.#stagesOf.get(job) ?? [];
    const open = stages.filter((key) => !complete.has(key));
    let steps = 0;
    for (const key of open) steps += (await begunStep(this.#store.folder, key))?.step ?? 0;
    // A complete stage is more than any steps of one that is not.
    return { done: open.length === 0, progress: (stages.length - open.length) * 1e9 + steps };
  }

  /** What is new of the stages of a job since this was asked before, in the words in which its process would tell it. */
  async news(job: string): Promise<readonly JobLine[]> {
    const complete = await this.#complete();
    const said: JobLine[] = [];
    for (const key of this.#stagesOf.get(job) ?? []) {
      if (complete.has(key)) {
        const seconds = this.#told.get(key) === Number.POSITIVE_INFINITY ? undefined : await this.#secondsOf(key);
        this.#told.set(key, Number.POSITIVE_INFINITY);
        if (seconds !== undefined) said.push({ type: 'stage-done', key, seconds, cached: false });
        continue;
      }
      const at = await begunStep(this.#store.folder, key);
      const before = this.#told.get(key);
      if (at?.steps === undefined || at.step === before) continue;
      if (before === undefined) said.push({ type: 'stage-start', key });
      this.#told.set(key, at.step);
      said.push({ type: 'stage-progress', key, ...at, steps: at.steps });
    }
    return said;
  }

  async #secondsOf(key: string): Promise<number> {
    return (await this.#store.find(key))?.seconds ?? 0;
  }

  /** The folder is listed and no stage asked for: a network disk remembers for a while that one was not there. */
  #complete(): Promise<ReadonlySet<string>> {
    const now = performance.now();
    if (!this.#listed || now - this.#listed.at > fresh) this.#listed = { at: now, keys: this.#store.keys() };
    return this.#listed.keys;
  }
}
