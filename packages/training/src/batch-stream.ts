import { batchOrder, type Feature } from '@stopover/text';
import { random, seedFrom } from './random.ts';
import type { Recipe } from './recipe.ts';
import type { Sampled } from './requests.ts';

/** Features of one task, or of the text beside the tasks. */
export interface StreamData {
  readonly task: string;
  /** Tasks may share one. */
  readonly head: string;
  readonly features: readonly Feature[];
  /** How often a step is this task's, relative to the others. */
  readonly weight: number;
  /** Comes on top of the tasks: an epoch is one of theirs. */
  readonly beside?: boolean;
}

/** What one optimizer step trains on: as many batches of one task as are accumulated. */
export interface StepBatches {
  readonly task: string;
  readonly head: string;
  readonly batches: readonly (readonly Feature[])[];
}

/**
 * The batches of a stage in their seeded order. What step s trains on follows from the seed and s alone, so a resumed
 * stage goes on where it stopped. In a mixture each step belongs to one task (jiant's sampler), drawn by weight.
 */
export class BatchStream {
  readonly #data: readonly StreamData[];
  readonly #recipe: Recipe;
  readonly #seed: number;
  readonly #drawn: number[];
  readonly #examples: number[];
  readonly #epochs = new Map<number, { readonly epoch: number; readonly batches: readonly Int32Array[] }>();

  constructor(data: readonly StreamData[], recipe: Recipe, seed: number) {
    this.#data = data;
    this.#recipe = recipe;
    this.#seed = seed;
    this.#drawn = data.map(() => 0);
    this.#examples = data.map(() => 0);
  }

  /** Batches in one pass over all the tasks' data, with those that come beside it meanwhile. */
  get length(): number {
    const weight = (parts: readonly StreamData[]) => parts.reduce((sum, part) => sum + part.weight, 0);
    const own = this.#data.filter(({ beside }) => !beside);
    const batches = this.#data.reduce((sum, { beside }, i) => sum + (beside ? 0 : this.#batchesOf(i)), 0);
    return own.length === this.#data.length ? batches : Math.ceil((batches * weight(this.#data)) / weight(own));
  }

  /** How often each task was drawn so far, and how many of its features its batches had. */
  get sampled(): readonly Sampled[] {
    return this.#data.map(({ task }, i) => ({
      task,
      steps: (this.#drawn[i] ?? 0) / this.#recipe.accumulate,
      examples: this.#examples[i] ?? 0,
    }));
  }

  /** Goes to a step without making the batches before it. */
  seek(step: number): void {
    this.#drawn.fill(0);
    this.#examples.fill(0);
    for (let s = 0; s < step; s++) this.#advance(this.#choose(s));
  }

  /** The batches of a step; call in the order of steps. */
  take(step: number): StepBatches {
    const which = this.#choose(step);
    const { task = '', head = '', features = [] } = this.#data[which] ?? {};
    const batches = this.#advance(which).map((rows) => Array.from(rows).flatMap((row) => features[row] ?? []));
    return { task, head, batches };
  }

  /** The next batches of a task, as indexes of its features. */
  #advance(which: number): readonly Int32Array[] {
    const from = this.#drawn[which] ?? 0;
    const batches = Array.from({ length: this.#recipe.accumulate }, (_, i) => this.#rows(which, from + i));
    this.#drawn[which] = from + batches.length;
    this.#examples[which] = batches.reduce((sum, rows) => sum + rows.length, this.#examples[which] ?? 0);
    return batches;
  }

  #choose(step: number): number {
    if (this.#data.length === 1) return 0;
    const total = this.#data.reduce((sum, { weight }) => sum + weight, 0);
    const draw = random(seedFrom(this.#seed, 0x5a, step));
    let left = draw() * total;
    return Math.max(
      0,
      this.#data.findIndex(({ weight }) => {
        left -= weight;
        return left < 0;
      }),
    );
  }

  #batchesOf(which: number): number {
    return Math.ceil((this.#data[which]?.features.length ?? 0) / this.#recipe.batchSize);
  }

  #rows(which: number, index: number): Int32Array {
    const perEpoch = this.#batchesOf(which);
    const epoch = Math.floor(index / perEpoch);
    let known = this.#epochs.get(which);
    if (known?.epoch !== epoch) {
      known = { epoch, batches: this.#order(which, epoch) };
      this.#epochs.set(which, known);
    }
    return known.batches[index % perEpoch] ?? new Int32Array();
  }

  #order(which: number, epoch: number): readonly Int32Array[] {
    const features = this.#data[which]?.features ?? [];
    const lengths = features.map(({ sequences }) => sequences.reduce((n, s) => Math.max(n, s.length), 0));
    const { batchSize, order } = this.#recipe;
    return batchOrder(lengths, { batchSize, order, seed: seedFrom(this.#seed, which), epoch });
  }
}
