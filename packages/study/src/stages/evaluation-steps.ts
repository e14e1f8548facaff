import type { EvaluateStage } from '../records/stage.ts';
import type { RunOptions } from './stage-context.ts';

/**
 * The plan's steps: batches of all rows. Rows that are skipped are not scored, so the last step is told at the end. A pool of
 * candidates that every table searches is encoded with the first, which is as much longer.
 */
export class EvaluationSteps {
  readonly #rows: number;
  readonly #steps: number;
  readonly #tell: RunOptions['onProgress'];
  #pool: number;
  #before = 0;
  #told = 0;

  constructor(
    { expected }: Pick<EvaluateStage, 'expected'>,
    { onProgress }: Pick<RunOptions, 'onProgress'>,
    candidates: number,
  ) {
    this.#pool = candidates;
    this.#rows = Math.max(1, expected.rows + candidates);
    this.#steps = expected.steps;
    this.#tell = onProgress;
  }

  /** A share, 0 to 1, of the present table's rows is predicted. */
  tell(share: number, rows: number): void {
    const done = this.#before + share * (rows + this.#pool);
    const step = Math.min(this.#steps - 1, Math.floor((this.#steps * done) / this.#rows));
    if (step > this.#told) this.#tell?.({ step, steps: this.#steps });
    this.#told = Math.max(this.#told, step);
  }

  /** A table of so many rows is done. */
  add(rows: number): void {
    this.#before += rows + this.#pool;
    this.#pool = 0;
    this.tell(0, rows);
  }

  end(): void {
    this.#tell?.({ step: this.#steps, steps: this.#steps });
  }
}
