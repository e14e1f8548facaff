import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import { type FeatureOptions, type FeatureSet, type Tokenizer, toFeatures } from '@stopover/text';
import type { Lengths } from './table-check.ts';

/** How sequences are made and measured. */
export interface Measure extends FeatureOptions {
  readonly tokenizer: Tokenizer;
}

/** Longer than any text: nothing is cut and nothing is split. */
const unbounded = 2 ** 30;

/** An example, and its row's number in the table (from 0). */
export interface Numbered {
  readonly index: number;
  readonly example: Example<Kind>;
}

/** A row that is wrong, by its number from 0. */
export interface WrongRow {
  readonly index: number;
  readonly what: string;
}

/**
 * Makes features of examples as training does, and gathers their lengths. An example that no features can be made of is
 * named by its row, and the others are measured without it.
 */
export class Measuring {
  readonly #task: AnyTask;
  readonly #measure: Measure;
  readonly #lengths: number[] = [];
  #truncated = 0;

  constructor(task: AnyTask, measure: Measure) {
    this.#task = task;
    this.#measure = measure;
  }

  /** The rows that are wrong, and what is wrong with them. */
  async add(rows: readonly Numbered[]): Promise<WrongRow[]> {
    if (rows.length === 0) return [];
    try {
      await this.#take(rows);
      return [];
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if (rows.length === 1) return rows.map(({ index }) => ({ index, what: error.problem.what }));
      // Halves find the wrong rows in few steps, and each is still read on its own in the end.
      const half = Math.ceil(rows.length / 2);
      return [...(await this.add(rows.slice(0, half))), ...(await this.add(rows.slice(half)))];
    }
  }

  async #take(rows: readonly Numbered[]): Promise<void> {
    const { tokenizer, maxLength, stride } = this.#measure;
    const examples = rows.map(({ example }) => example);
    const features = (options: FeatureOptions): Promise<FeatureSet> =>
      toFeatures(tokenizer, this.#task, examples, options);
    const whole = await features({ maxLength: unbounded, stride });
    const { cut } = await features({ maxLength, stride });
    this.#truncated += cut.truncated;
    for (const { sequences } of whole.features) for (const { length } of sequences) this.#lengths.push(length);
  }

  /** Null when there was nothing to measure. */
  result(): Lengths | null {
    const sorted = Int32Array.from(this.#lengths).sort();
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    const { maxLength } = this.#measure;
    if (sorted.length === 0) return null;
    const half = sorted.length / 2;
    const median = Number.isInteger(half) ? ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2 : at(0.5);
    return {
      sequences: sorted.length,
      median,
      percentile95: at(0.95),
      longest: at(1),
      maxLength,
      longer: sorted.filter((length) => length > maxLength).length,
      truncated: this.#truncated,
    };
  }
}
