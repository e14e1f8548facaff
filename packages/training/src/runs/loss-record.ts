import { z } from 'zod';

/** At most so many numbers are kept of a training, however long it is. */
const most = 1000;

/** Losses of a training: the mean of each block of `every` steps in order, to six digits; the last may be of fewer. */
export interface Losses {
  readonly every: number;
  readonly means: readonly number[];
}

export const lossStateSchema = z.strictObject({
  means: z.array(z.number()),
  /** Of the block that is not full. */
  sum: z.number(),
  count: z.int().min(0),
});

/** Keeps the losses of a training: one a step up to a thousand steps, then means of blocks. */
export class LossRecord {
  readonly #every: number;
  readonly #means: number[] = [];
  #sum = 0;
  #count = 0;

  /** @param steps those of the whole training. */
  constructor(steps: number) {
    this.#every = Math.max(1, Math.ceil(steps / most));
  }

  add(loss: number): void {
    this.#sum += loss;
    this.#count++;
    if (this.#count < this.#every) return;
    this.#means.push(this.#mean());
    [this.#sum, this.#count] = [0, 0];
  }

  get state(): z.infer<typeof lossStateSchema> {
    return { means: [...this.#means], sum: this.#sum, count: this.#count };
  }

  /** Goes on from the state of a checkpoint. */
  set state({ means, sum, count }: z.infer<typeof lossStateSchema>) {
    this.#means.splice(0, this.#means.length, ...means);
    [this.#sum, this.#count] = [sum, count];
  }

  get losses(): Losses {
    return { every: this.#every, means: [...this.#means, ...(this.#count > 0 ? [this.#mean()] : [])] };
  }

  #mean(): number {
    return Number((this.#sum / this.#count).toPrecision(6));
  }
}
