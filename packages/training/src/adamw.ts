import type { Parameter } from '@stopover/encoders';
import type { Recipe } from './recipe.ts';

/** One parameter with its gradient and moments, all in plain arrays of its size. */
export interface Slot {
  readonly parameter: Parameter;
  readonly weight: Float32Array;
  readonly gradient: Float32Array;
  /** The gradient is written anew by every pass, so that it is neither added to nor cleared. */
  readonly overwritten: boolean;
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Of a table read by row only: rows that the present step's gradient touches. Undefined: all of it. */
  readonly touched?: Set<number>;
  /** Rows that any step has touched: the moments of others are zero, so their update is weight decay alone. */
  readonly ever?: Uint8Array;
}

/** How a parameter's gradient comes: by row of a table, to be added up, or written anew by the only pass of a step. */
export type GradientForm = 'rows' | 'sum' | 'overwritten';

/** A parameter at rest: zero gradient and moments. */
export function createSlot(parameter: Parameter, weight: Float32Array, form: GradientForm): Slot {
  const zeros = () => new Float32Array(weight.length);
  const overwritten = form === 'overwritten';
  const slot = { parameter, weight, gradient: zeros(), first: zeros(), second: zeros(), overwritten };
  return form === 'rows' ? { ...slot, touched: new Set(), ever: new Uint8Array(parameter.shape[0] ?? 0) } : slot;
}

const widthOf = ({ parameter, weight }: Slot) => weight.length / (parameter.shape[0] ?? 1);

/** Adds rows of a gradient at the ids they were read with; the frozen row gets none. */
export function addRows(slot: Slot, ids: BigInt64Array, rows: Float32Array, scale: number): void {
  const width = widthOf(slot);
  const { gradient, touched, parameter } = slot;
  for (let i = 0; i < ids.length; i++) {
    const id = Number(ids[i]);
    if (id === parameter.frozenRow) continue;
    touched?.add(id);
    const to = id * width;
    const from = i * width;
    for (let k = 0; k < width; k++) gradient[to + k] = (gradient[to + k] ?? 0) + scale * (rows[from + k] ?? 0);
  }
}

/** Adds a dense gradient; a tied decoder's reaches the frozen row too, as in PyTorch. */
export function addDense({ gradient, overwritten }: Slot, dense: Float32Array, scale: number): void {
  if (overwritten && dense === gradient && scale === 1) return;
  if (overwritten) throw new Error('a gradient that every pass writes anew has one pass of weight 1');
  for (let k = 0; k < gradient.length; k++) gradient[k] = (gradient[k] ?? 0) + scale * (dense[k] ?? 0);
}

/** Euclidean norm of a slot's gradient, squared. */
export function squaredNorm(slot: Slot): number {
  let sum = 0;
  for (const [from, to] of ranges(slot)) {
    for (let k = from; k < to; k++) {
      const g = slot.gradient[k] ?? 0;
      sum += g * g;
    }
  }
  return sum;
}

/**
 * One AdamW update of every slot (Loshchilov and Hutter 2019, as in PyTorch), then zero gradients. Gradients are
 * scaled to a global norm of at most `maxGradientNorm` first; vectors (biases, normalisation) have no weight decay.
 * `step` counts from 1. Returns the norm before clipping.
 */
export function adamw(slots: readonly Slot[], recipe: Recipe, step: number, learningRate: number): number {
  const norm = Math.sqrt(slots.reduce((sum, slot) => sum + squaredNorm(slot), 0));
  const clip = Math.min(1, recipe.maxGradientNorm / (norm + 1e-6));
  for (const slot of slots) update(slot, recipe, step, learningRate, clip);
  return norm;
}

function update(slot: Slot, recipe: Recipe, step: number, learningRate: number, clip: number): void {
  const { weight, gradient, first, second, touched, ever, parameter } = slot;
  const { adamBeta1: b1, adamBeta2: b2, adamEpsilon: epsilon } = recipe;
  const keep = 1 - learningRate * (parameter.shape.length > 1 ? recipe.weightDecay : 0);
  const size = learningRate / (1 - b1 ** step);
  const correction = 1 / Math.sqrt(1 - b2 ** step);
  if (ever && touched) for (const row of touched) ever[row] = 1;
  const width = ever ? widthOf(slot) : weight.length;
  for (let row = 0, from = 0; from < weight.length; row++, from += width) {
    if (ever && ever[row] === 0) {
      if (keep !== 1) for (let k = from; k < from + width; k++) weight[k] = (weight[k] ?? 0) * keep;
      continue;
    }
    for (let k = from; k < from + width; k++) {
      const g = (gradient[k] ?? 0) * clip;
      const m = b1 * (first[k] ?? 0) + (1 - b1) * g;
      const v = b2 * (second[k] ?? 0) + (1 - b2) * g * g;
      first[k] = m;
      second[k] = v;
      weight[k] = (weight[k] ?? 0) * keep - (size * m) / (Math.sqrt(v) * correction + epsilon);
    }
  }
  if (!slot.overwritten) for (const [from, to] of ranges(slot)) gradient.fill(0, from, to);
  touched?.clear();
}

/** The parts of a slot's arrays that its gradient may fill, in a fixed order. */
function ranges(slot: Slot): readonly (readonly [number, number])[] {
  if (!slot.touched) return [[0, slot.gradient.length]];
  const width = widthOf(slot);
  return [...slot.touched].sort((a, b) => a - b).map((row) => [row * width, (row + 1) * width]);
}

/** Marks the rows whose moments are not zero, after moments were restored from a checkpoint. */
export function recallRows(slot: Slot): void {
  const { ever, first, second } = slot;
  if (!ever) return;
  const width = widthOf(slot);
  for (let row = 0; row < ever.length; row++) {
    const moved = (moments: Float32Array) => moments.subarray(row * width, (row + 1) * width).some((x) => x !== 0);
    ever[row] = moved(first) || moved(second) ? 1 : 0;
  }
}
