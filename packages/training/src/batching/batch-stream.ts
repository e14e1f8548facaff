import { batchOrder, type Feature, seedFrom } from '@stopover/text';
import type { Recipe } from '../runs/recipe.ts';
import type { Sampled } from '../runs/requests.ts';
import { countSteps, type DrawnPart, StepDraw } from '../runs/step-draw.ts';

/** Features of one data set, or of the text beside the tasks. */
export interface StreamData {
  /** The data set's name: that of its task, where it has none of its own. */
  readonly task: string;
  /** Tasks may share one. */
  readonly head: string;
  readonly features: readonly Feature[];
  /** How often a batch is this task's, relative to the others. */
  readonly weight: number;
  /** Comes on top of the tasks: an epoch is one of theirs. */
  readonly beside?: boolean;
  /** Every step of the tasks has batches of it, as of all others that alternate. */
  readonly alternates?: boolean;
}

/** What one optimizer step trains on of one data set: as many batches as are accumulated, or are left of its pass. */
export interface StepBatches {
  readonly task: string;
  readonly head: string;
  readonly batches: readonly (readonly Feature[])[];
}

/**
 * The batches of a stage in their seeded order (`StepDraw` says which step takes which), so that a resumed stage goes on
 * where it stopped.
 */
export class BatchStream {
  readonly #data: readonly StreamData[];
  readonly #recipe: Recipe;
  readonly #seed: number;
  readonly #parts: readonly DrawnPart[];
  readonly #steps: number[];
  readonly #examples: number[];
  readonly #epochs = new Map<number, { readonly epoch: number; readonly batches: readonly Int32Array[] }>();
  #draw: StepDraw;
  /** Optimizer steps of the stage. */
  readonly length: number;

  constructor(data: readonly StreamData[], recipe: Recipe, seed: number) {
    this.#data = data;
    this.#recipe = recipe;
    this.#seed = seed;
    this.#parts = data.map(({ features, weight, beside = false, alternates = false }) => {
      return { batches: Math.ceil(features.length / recipe.batchSize), weight, beside, alternates };
    });
    this.#draw = new StepDraw(this.#parts, recipe, seed);
    this.length = countSteps(this.#parts, recipe, seed);
    this.#steps = data.map(() => 0);
    this.#examples = data.map(() => 0);
  }

  /** How often each task was drawn so far, and how many of its features its batches had. */
  get sampled(): readonly Sampled[] {
    return this.#data.map(({ task }, i) => ({ task, steps: this.#steps[i] ?? 0, examples: this.#examples[i] ?? 0 }));
  }

  /** Goes to a step without making the batches before it. */
  seek(step: number): void {
    this.#draw = new StepDraw(this.#parts, this.#recipe, this.#seed);
    this.#steps.fill(0);
    this.#examples.fill(0);
    while (this.#draw.step < step) this.#advance();
  }

  /** The batches of a step, of each of its data sets in their order; call in the order of steps. */
  take(step: number): readonly StepBatches[] {
    if (step !== this.#draw.step) throw new Error(`step ${step} was asked for where ${this.#draw.step} comes`);
    return this.#advance().map(({ part, batches }) => {
      const { task = '', head = '', features = [] } = this.#data[part] ?? {};
      return { task, head, batches: batches.map((rows) => Array.from(rows).flatMap((row) => features[row] ?? [])) };
    });
  }

  /** The next step's batches, as indexes of each part's features. */
  #advance() {
    return this.#draw.next().map(({ part, from, count }) => {
      const batches = Array.from({ length: count }, (_, i) => this.#rows(part, from + i));
      this.#steps[part] = (this.#steps[part] ?? 0) + 1;
      this.#examples[part] = batches.reduce((sum, rows) => sum + rows.length, this.#examples[part] ?? 0);
      return { part, batches };
    });
  }

  #rows(which: number, index: number): Int32Array {
    const perEpoch = this.#parts[which]?.batches ?? 1;
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
