import { batchOrder, type Feature } from '@stopover/text';
import { random, seedFrom } from './random.ts';
import type { Recipe } from './recipe.ts';
import type { Mixing } from './requests.ts';

/** Features of one head's training data. */
export interface HeadData {
  readonly head: string;
  readonly features: readonly Feature[];
}

/** What one optimizer step trains on: as many batches of one head as are accumulated. */
export interface StepBatches {
  readonly head: string;
  readonly batches: readonly (readonly Feature[])[];
}

/**
 * The batches of a stage in their seeded order. What step s trains on follows from the seed and s alone, so a resumed
 * stage goes on where it stopped. In a mixture each step belongs to one task (jiant's sampler), drawn in proportion
 * to the tasks' sizes or uniformly.
 */
export class BatchStream {
  readonly #data: readonly HeadData[];
  readonly #recipe: Recipe;
  readonly #mixing: Mixing;
  readonly #seed: number;
  readonly #drawn: number[];
  readonly #epochs = new Map<number, { readonly epoch: number; readonly batches: readonly Int32Array[] }>();

  constructor(data: readonly HeadData[], recipe: Recipe, mixing: Mixing, seed: number) {
    this.#data = data;
    this.#recipe = recipe;
    this.#mixing = mixing;
    this.#seed = seed;
    this.#drawn = data.map(() => 0);
  }

  /** Batches in one pass over all the data. */
  get length(): number {
    return this.#data.reduce((sum, _, i) => sum + this.#batchesOf(i), 0);
  }

  /** Goes to a step without making the batches before it. */
  seek(step: number): void {
    this.#drawn.fill(0);
    for (let s = 0; s < step; s++) this.#advance(this.#choose(s));
  }

  /** The batches of a step; call in the order of steps. */
  take(step: number): StepBatches {
    const which = this.#choose(step);
    const from = this.#drawn[which] ?? 0;
    const batches = Array.from({ length: this.#recipe.accumulate }, (_, i) => this.#batch(which, from + i));
    this.#advance(which);
    return { head: this.#data[which]?.head ?? '', batches };
  }

  #advance(which: number): void {
    this.#drawn[which] = (this.#drawn[which] ?? 0) + this.#recipe.accumulate;
  }

  #choose(step: number): number {
    if (this.#data.length === 1) return 0;
    const sizes = this.#data.map(({ features }) => (this.#mixing === 'uniform' ? 1 : features.length));
    const total = sizes.reduce((a, b) => a + b, 0);
    let left = random(seedFrom(this.#seed, 0x5a, step))() * total;
    return Math.max(
      0,
      sizes.findIndex((size) => {
        left -= size;
        return left < 0;
      }),
    );
  }

  #batchesOf(which: number): number {
    return Math.ceil((this.#data[which]?.features.length ?? 0) / this.#recipe.batchSize);
  }

  #batch(which: number, index: number): readonly Feature[] {
    const perEpoch = this.#batchesOf(which);
    const epoch = Math.floor(index / perEpoch);
    const features = this.#data[which]?.features ?? [];
    let known = this.#epochs.get(which);
    if (known?.epoch !== epoch) {
      known = { epoch, batches: this.#order(features, which, epoch) };
      this.#epochs.set(which, known);
    }
    const rows = known.batches[index % perEpoch] ?? new Int32Array();
    return Array.from(rows).flatMap((row) => features[row] ?? []);
  }

  #order(features: readonly Feature[], which: number, epoch: number): readonly Int32Array[] {
    const lengths = features.map(({ sequences }) => sequences.reduce((n, s) => Math.max(n, s.length), 0));
    const { batchSize, order } = this.#recipe;
    return batchOrder(lengths, { batchSize, order, seed: seedFrom(this.#seed, which), epoch });
  }
}
