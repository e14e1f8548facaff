import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnglishDev, TrainRequest } from './requests.ts';
import { copyUnsealed, seal } from './sealed-folder.ts';
import type { TrainingState } from './training-state.ts';

/** Which step's model a stage keeps: the best on English development rows, or the last. */
export class Selection {
  readonly #rows: EnglishDev | undefined;
  readonly #best: string;
  readonly #patience: number | null;
  readonly #every: number;
  best: TrainingState['best'] = null;
  stale = 0;

  constructor({ select, recipe, folder }: TrainRequest) {
    this.#rows = recipe.select === 'best' ? select : undefined;
    this.#best = join(folder, 'best');
    this.#patience = recipe.patience;
    this.#every = recipe.evaluateEvery;
  }

  /** The rows to score on after `done` of `steps` steps; undefined when it is not the time. */
  due(done: number, steps: number): EnglishDev | undefined {
    return this.#rows && (done % this.#every === 0 || done === steps) ? this.#rows : undefined;
  }

  /** Takes note of a score and has the model written where it is the best so far: the first of equals. */
  async note(step: number, score: number, save: (folder: string) => Promise<void>): Promise<void> {
    if (this.best && score <= this.best.score) {
      this.stale++;
      return;
    }
    // Each in a folder of its own: an older checkpoint goes on with the one that it names.
    const place = join(this.#best, String(step));
    await rm(place, { recursive: true, force: true });
    await save(place);
    await seal(place);
    this.best = { step, score };
    this.stale = 0;
  }

  /** Whether training has gone on for too long without a better score. */
  get exhausted(): boolean {
    return this.#patience !== null && this.stale >= this.#patience;
  }

  /** Puts the kept model in its place, whole or not at all; what it comes from stays for going on. */
  async finish(model: string, save: (folder: string) => Promise<void>): Promise<void> {
    const part = `${model}.part`;
    await rm(part, { recursive: true, force: true });
    if (this.best) await copyUnsealed(join(this.#best, String(this.best.step)), part);
    else await save(part);
    await rm(model, { recursive: true, force: true });
    await rename(part, model);
  }
}
