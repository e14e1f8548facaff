// Which batches each optimizer step takes: what a stage trains on, and what a plan counts beforehand.
import { random, seedFrom } from './random.ts';
import type { Recipe } from './recipe.ts';

/** One task of a stage, or the text beside the tasks, as the steps are drawn from it. */
export interface DrawnPart {
  /** Batches in one pass over it. */
  readonly batches: number;
  /** How often a batch is its, relative to the others. */
  readonly weight: number;
  /** Comes on top of the tasks: an epoch is one of theirs. */
  readonly beside?: boolean;
}

/** What one step takes: the batches `from` to `from + count` of a part, counted over all its passes. */
export interface Drawn {
  readonly part: number;
  readonly from: number;
  readonly count: number;
}

type Counting = Pick<Recipe, 'epochs' | 'maxSteps' | 'accumulate'>;

/** Batches in one pass over all tasks' data, with those that come beside it meanwhile. */
export function batchesPerPass(parts: readonly DrawnPart[]): number {
  const own = parts.filter(({ beside }) => !beside);
  const sum = (some: readonly DrawnPart[], of: (part: DrawnPart) => number) => some.reduce((all, x) => all + of(x), 0);
  const batches = sum(own, (part) => part.batches);
  const weight = (part: DrawnPart) => part.weight;
  return own.length === parts.length ? batches : Math.ceil((batches * sum(parts, weight)) / sum(own, weight));
}

/**
 * The steps of a stage, one after the other. A step takes `accumulate` batches of one part, or what is left of that
 * part's pass or of the stage, so that so many epochs are so many passes whatever is accumulated. In a mixture the part
 * is drawn (jiant's sampler) by weight, divided by the batches that its steps have on average: the weights are shares of
 * what is trained on. What step s takes follows from the seed and the steps before it alone.
 */
export class StepDraw {
  readonly #parts: readonly DrawnPart[];
  readonly #weights: readonly number[];
  readonly #accumulate: number;
  readonly #seed: number;
  readonly #all: number;
  readonly #drawn: number[];
  #step = 0;
  #taken = 0;

  constructor(parts: readonly DrawnPart[], { epochs, maxSteps, accumulate }: Counting, seed: number) {
    this.#parts = parts;
    this.#accumulate = accumulate;
    this.#seed = seed;
    this.#weights = parts.map(({ weight, batches }) => weight * (Math.ceil(batches / accumulate) / batches));
    this.#drawn = parts.map(() => 0);
    const asked = Math.max(1, Math.round(batchesPerPass(parts) * epochs));
    this.#all = maxSteps === null ? asked : Number.POSITIVE_INFINITY;
  }

  /** Whether the batches of all epochs are taken. */
  get exhausted(): boolean {
    return this.#taken >= this.#all;
  }

  /** Steps that were taken. */
  get step(): number {
    return this.#step;
  }

  /** The next step; one after the last has no batches. */
  next(): Drawn {
    const part = this.#choose();
    const { batches = 1 } = this.#parts[part] ?? {};
    const from = this.#drawn[part] ?? 0;
    const count = Math.min(this.#accumulate, batches - (from % batches), this.#all - this.#taken);
    this.#drawn[part] = from + count;
    this.#taken += count;
    this.#step++;
    return { part, from, count };
  }

  #choose(): number {
    if (this.#weights.length === 1) return 0;
    const total = this.#weights.reduce((sum, weight) => sum + weight, 0);
    const draw = random(seedFrom(this.#seed, 0x5a, this.#step));
    let left = draw() * total;
    return Math.max(
      0,
      this.#weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      }),
    );
  }
}

/** Optimizer steps of a stage that is drawn so. */
export function countSteps(parts: readonly DrawnPart[], recipe: Counting, seed: number): number {
  const { maxSteps, epochs, accumulate } = recipe;
  if (maxSteps !== null) return maxSteps;
  const perPass = Math.max(1, batchesPerPass(parts));
  const all = Math.max(1, Math.round(perPass * epochs));
  if (accumulate === 1) return all;
  if (parts.length === 1) {
    const whole = Math.floor(all / perPass);
    return whole * Math.ceil(perPass / accumulate) + Math.ceil((all % perPass) / accumulate);
  }
  const draw = new StepDraw(parts, recipe, seed);
  while (!draw.exhausted) draw.next();
  return draw.step;
}
