import type { EvaluateStage } from '../records/stage.ts';
import type { RunOptions } from './stage-context.ts';

/** The plan's steps: batches of all rows. Rows that are skipped are not scored, so the last step is told at the end. */
export class EvaluationSteps {
  readonly #rows: number;
  readonly #steps: number;
  readonly #tell: RunOptions['onProgress'];
  #before = 0;
  #told = 0;

  constructor({ expected }: EvaluateStage, { onProgress }: RunOptions) {
    this.#rows = Math.max(1, expected.rows);
    this.#steps = expected.steps;
    this.#tell = onProgress;
  }

  /** So many rows of the present table are predicted. */
  tell(rows: number): void {
    const step = Math.min(this.#steps - 1, Math.floor((this.#steps * (this.#before + rows)) / this.#rows));
    if (step > this.#told) this.#tell?.({ step, steps: this.#steps });
    this.#told = Math.max(this.#told, step);
  }

  /** A table of so many rows is done. */
  add(rows: number): void {
    this.#before += rows;
    this.tell(0);
  }

  end(): void {
    this.#tell?.({ step: this.#steps, steps: this.#steps });
  }
}
