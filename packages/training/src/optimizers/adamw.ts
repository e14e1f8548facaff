import type { Parameter } from '@stopover/encoders';
import type { Recipe } from '../runs/recipe.ts';
import { adamStep, type ParameterState, squareSum } from './parameter-buffers.ts';

/** One parameter with its gradient and moments, each of its size. */
export interface TrainedParameter extends ParameterState {
  readonly parameter: Parameter;
  /** A step's first pass writes the gradient, so that it is not cleared; only further ones are added. */
  readonly overwritten: boolean;
  /** Of a table read by row only: rows that the present step's gradient touches. Undefined: all of it. */
  readonly touched?: Set<number>;
}

/** How a parameter's gradient comes: by row of a table, to be added up, or written anew by a step's first pass. */
export type GradientForm = 'rows' | 'sum' | 'overwritten';

const plainArrays = (size: number): ParameterState => {
  const zeros = () => new Float32Array(size);
  return { weight: zeros(), gradient: zeros(), first: zeros(), second: zeros() };
};

/** A parameter at rest: zero gradient and moments. `take` says where its arrays lie. */
export function createSlot(
  parameter: Parameter,
  weight: Float32Array,
  form: GradientForm,
  take: (size: number) => ParameterState = plainArrays,
): TrainedParameter {
  const arrays = take(weight.length);
  arrays.weight.set(weight);
  const slot = { ...arrays, parameter, overwritten: form === 'overwritten' };
  return form === 'rows' ? { ...slot, touched: new Set() } : slot;
}

const widthOf = ({ parameter, weight }: TrainedParameter) => weight.length / (parameter.shape[0] ?? 1);

/** Adds rows of a gradient at the ids they were read with; the frozen row gets none. */
export function addRows(slot: TrainedParameter, ids: BigInt64Array, rows: Float32Array, scale: number): void {
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

/**
 * Adds a dense gradient, or scales the one that a step's first pass wrote in its place; a tied decoder's reaches the
 * frozen row too, as in PyTorch.
 */
export function addDense({ gradient }: TrainedParameter, dense: Float32Array, scale: number): void {
  if (dense === gradient) {
    if (scale !== 1) for (let k = 0; k < gradient.length; k++) gradient[k] = (gradient[k] ?? 0) * scale;
    return;
  }
  for (let k = 0; k < gradient.length; k++) gradient[k] = (gradient[k] ?? 0) + scale * (dense[k] ?? 0);
}

/**
 * One AdamW update of every slot of an arena (Loshchilov and Hutter 2019), in float32 as PyTorch's, then zero gradients.
 * Gradients are scaled to a global norm of at most `maxGradNorm` first; vectors (biases, normalisation) have no
 * weight decay. `step` counts from 1. Returns the norm before clipping.
 */
export function adamw(slots: readonly TrainedParameter[], recipe: Recipe, step: number, learningRate: number): number {
  const norm = Math.sqrt(slots.reduce((sum, slot) => sum + squareSum(slot), 0));
  const clip = Math.min(1, recipe.maxGradNorm / (norm + 1e-6));
  const { adamBeta1: b1, adamBeta2: b2, adamEpsilon, weightDecay } = recipe;
  const size = learningRate / (1 - b1 ** step);
  const correction = 1 / Math.sqrt(1 - b2 ** step);
  for (const slot of slots) {
    const decay = slot.parameter.shape.length > 1 ? learningRate * weightDecay : 0;
    adamStep(slot, [b1, 1 - b1, b2, 1 - b2, clip, size, correction, adamEpsilon, decay]);
    clear(slot);
  }
  return norm;
}

function clear(slot: TrainedParameter): void {
  const { gradient, touched, overwritten } = slot;
  if (overwritten) return;
  if (!touched) gradient.fill(0);
  const width = widthOf(slot);
  for (const row of touched ?? []) gradient.fill(0, row * width, (row + 1) * width);
  touched?.clear();
}
