// Which batches each optimizer step takes: what a stage trains on, and what a plan counts beforehand.
import { random, seedFrom } from '@stopover/text';
import type { Recipe } from './recipe.ts';

/** One task of a stage, or the text beside the tasks, as the steps are drawn from it. */
export interface DrawnPart {
  /** Batches in one pass over it. */
  readonly batches: number;
  /** How often a batch is its, relative to the others. */
  readonly weight: number;
  /** Comes on top of the tasks: an epoch is one of theirs. */
  readonly beside?: boolean;
  /** Has as many batches in every step of the tasks as each other that alternates (`alternate` in `mixingSchema`). */
  readonly alternates?: boolean;
}

/** What one step takes of a part: the batches `from` to `from + count`, counted over all its passes. */
export interface Drawn {
  readonly part: number;
  readonly from: number;
  readonly count: number;
}

type Counting = Pick<Recipe, 'epochs' | 'maxSteps' | 'gradientAccumulationSteps'>;

/** What a step is drawn among: a part by itself, or all that alternate, which have their batches together. */
interface Lane extends DrawnPart {
  readonly parts: readonly number[];
}

/** A pass over parts that alternate is one over the longest; the others begin again meanwhile. */
function lanesOf(parts: readonly DrawnPart[]): readonly Lane[] {
  const together = parts.flatMap(({ alternates }, i) => (alternates ? [i] : []));
  return parts.flatMap((part, i): Lane[] => {
    if (!part.alternates) return [{ ...part, parts: [i] }];
    if (i !== together[0]) return [];
    const among = parts.filter(({ alternates }) => alternates);
    const batches = among.reduce((most, one) => Math.max(most, one.batches), 0);
    return [{ batches, weight: among.reduce((sum, { weight }) => sum + weight, 0), parts: together }];
  });
}

/** Batches in one pass over all tasks' data, with those that come beside it meanwhile. Alternating ones count once. */
function batchesPerPass(lanes: readonly Lane[]): number {
  const own = lanes.filter(({ beside }) => !beside);
  const sum = (some: readonly Lane[], of: (lane: Lane) => number) => some.reduce((all, x) => all + of(x), 0);
  const batches = sum(own, (lane) => lane.batches);
  const weight = (lane: Lane) => lane.weight;
  return own.length === lanes.length ? batches : Math.ceil((batches * sum(lanes, weight)) / sum(own, weight));
}

/**
 * The steps of a stage, one after the other. A step takes `gradientAccumulationSteps` batches of one part, or what is left of that
 * part's pass or of the stage, so that so many epochs are so many passes whatever is accumulated. In a mixture the part
 * is drawn (jiant's sampler) by weight, divided by the batches that its steps have on average: the weights are shares of
 * what is trained on. Parts that alternate are drawn together, and each gives as many batches. What step s takes follows
 * from the seed and the steps before it alone.
 */
export class StepDraw {
  readonly #lanes: readonly Lane[];
  readonly #weights: readonly number[];
  readonly #accumulate: number;
  readonly #seed: number;
  readonly #all: number;
  readonly #drawn: number[];
  #step = 0;
  #taken = 0;

  constructor(parts: readonly DrawnPart[], { epochs, maxSteps, gradientAccumulationSteps }: Counting, seed: number) {
    this.#lanes = lanesOf(parts);
    this.#accumulate = gradientAccumulationSteps;
    this.#seed = seed;
    this.#weights = this.#lanes.map(
      ({ weight, batches }) => weight * (Math.ceil(batches / gradientAccumulationSteps) / batches),
    );
    this.#drawn = this.#lanes.map(() => 0);
    const asked = Math.max(1, Math.round(batchesPerPass(this.#lanes) * epochs));
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

  /** What the next step takes of each of its parts; one after the last has no batches. */
  next(): readonly Drawn[] {
    const lane = this.#choose();
    const { batches = 1, parts = [] } = this.#lanes[lane] ?? {};
    const from = this.#drawn[lane] ?? 0;
    const count = Math.min(this.#accumulate, batches - (from % batches), this.#all - this.#taken);
    this.#drawn[lane] = from + count;
    this.#taken += count;
    this.#step++;
    return parts.map((part) => ({ part, from, count }));
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
  const { maxSteps, epochs, gradientAccumulationSteps } = recipe;
  if (maxSteps !== null) return maxSteps;
  const lanes = lanesOf(parts);
  const perPass = Math.max(1, batchesPerPass(lanes));
  const all = Math.max(1, Math.round(perPass * epochs));
  if (gradientAccumulationSteps === 1) return all;
  if (lanes.length === 1) {
    const whole = Math.floor(all / perPass);
    return (
      whole * Math.ceil(perPass / gradientAccumulationSteps) + Math.ceil((all % perPass) / gradientAccumulationSteps)
    );
  }
  const draw = new StepDraw(parts, recipe, seed);
  while (!draw.exhausted) draw.next();
  return draw.step;
}

/** Steps of a stage, and how many passes each of its parts has in them. */
export function countPasses(
  parts: readonly DrawnPart[],
  recipe: Counting,
  seed: number,
): { readonly steps: number; readonly passes: readonly number[] } {
  const draw = new StepDraw(parts, recipe, seed);
  const passes = parts.map(() => 0);
  while (recipe.maxSteps === null ? !draw.exhausted : draw.step < recipe.maxSteps)
    for (const { part, count } of draw.next()) passes[part] = (passes[part] ?? 0) + count;
  return { steps: draw.step, passes };
}
