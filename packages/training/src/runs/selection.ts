import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rowsFor, type SelectionRows } from '@stopover/data';
import { worthOf } from '../evaluation/score-worth.ts';
import { developmentRows } from './development-rows.ts';
import type { TrainRequest } from './requests.ts';
import { copyUnsealed, replaceFolder, seal } from './sealed-folder.ts';
import type { SelectionOutcome } from './selection-outcome.ts';
import type { TrainingState } from './training-state.ts';

/** Which step's model a stage keeps: the best on development rows, or the last. */
export class Selection {
  readonly #rows: SelectionRows | undefined;
  readonly #request: Pick<TrainRequest, 'recipe'>;
  readonly #best: string;
  readonly #patience: number | null;
  readonly #every: number;
  best: TrainingState['best'] = null;
  stale = 0;

  constructor(request: TrainRequest) {
    const { recipe, folder } = request;
    this.#request = request;
    this.#rows = developmentRows(request);
    this.#best = join(folder, 'best');
    this.#patience = recipe.patience;
    this.#every = recipe.evalSteps;
  }

  /** The rows to score on after `done` of `steps` steps; undefined when it is not the time. */
  due(done: number, steps: number): SelectionRows | undefined {
    return this.#rows && (done % this.#every === 0 || done === steps) ? this.#rows : undefined;
  }

  /** How the model is chosen. `averaged`: the steps whose weights are. */
  outcome(averaged: readonly number[]): SelectionOutcome {
    const { select, selectionExamples } = this.#request.recipe;
    if (select === 'average') return { by: select, rows: null, averaged };
    const rows = this.#rows;
    if (!rows) return { by: 'last', rows: null, averaged: null };
    const { task, language, examples } = rows;
    const scored = Math.min(examples.length, selectionExamples);
    return { by: select, rows: { kind: rowsFor(rows), task: task.name, language, examples: scored }, averaged: null };
  }

  /** Takes note of a score and has the model written where it is the best so far: the first of equals, and never one without a score. */
  async note(step: number, score: number, save: (folder: string) => Promise<void>): Promise<void> {
    if (this.#worth(score) <= this.#worth(this.best?.score ?? null)) {
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

  /** By the metric of the rows: of some the lower score is the better one. */
  #worth(score: number | null): number {
    return this.#rows ? worthOf(this.#rows.task, score) : Number.NEGATIVE_INFINITY;
  }

  /** Whether training has gone on for too long without a better score. */
  get exhausted(): boolean {
    return this.#patience !== null && this.stale >= this.#patience;
  }

  /** Puts the kept model in its place, whole or not at all; what it comes from stays for going on. */
  async finish(model: string, save: (folder: string) => Promise<void>): Promise<void> {
    const { best } = this;
    await replaceFolder(model, undefined, (part) =>
      best ? copyUnsealed(join(this.#best, String(best.step)), part) : save(part),
    );
  }
}
