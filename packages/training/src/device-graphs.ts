import { gradients } from '@stopover/autodiff';
import type { Graph } from '@stopover/core';
import { type GraphOptions, type HeadSpec, modelGraph, type Parameter } from '@stopover/encoders';
import { column, createOps, type Dialect, GraphBuilder, type Ops, serialize, type Value } from '@stopover/onnx-graph';
import type { Recipe } from './recipe.ts';

/** What every device's kernels cover. */
export const deviceDialect: Dialect = { indices: 'int32', dropout: 'counted' };

/** A graph whose state stays on the device. */
export interface StatefulGraph {
  readonly graph: Graph;
  /** Every input, state included, with its type and shape: sizes that the batch decides have names. */
  readonly inputs: readonly Value[];
  /** Output → state that it replaces. */
  readonly carries: Readonly<Record<string, string>>;
}

/** Names of a stored parameter's states. */
export const stateNames = (stored: string) => ({
  weight: stored,
  gradient: `gradient/${stored}`,
  first: `first/${stored}`,
  second: `second/${stored}`,
});

/**
 * One forward and backward pass: adds `pass.weight` times the gradient to the states `gradient/…`, which count as zero
 * where `pass.first` is 1. Output: `loss`.
 */
export function accumulateGraph(
  options: GraphOptions,
  spec: HeadSpec,
  stored: (parameter: Parameter) => string,
): StatefulGraph & { readonly parameters: readonly Parameter[] } {
  const { op, parameters, loss: buildLoss } = modelGraph({ ...options, inputName: stored }, spec);
  const loss = buildLoss();
  const built = gradients(op, loss, [
    ...parameters.dense.map(({ value }) => value),
    ...parameters.lookups.map(({ rows }) => rows),
  ]);
  const denseOf = new Map(parameters.dense.map(({ parameter }, i) => [parameter, built[i]]));
  const weight = op.graph.input('pass.weight', 'float32', []);
  const first = op.Less(op.graph.scalar(0.5), op.graph.input('pass.first', 'float32', []));
  const carries: Record<string, string> = {};
  op.graph.output('loss', loss);
  for (const parameter of parameters.all) {
    const { gradient: state } = stateNames(stored(parameter));
    let sum = op.Where(first, op.graph.scalar(0), op.graph.input(state, 'float32', parameter.shape));
    const dense = denseOf.get(parameter);
    if (dense) sum = op.Add(sum, op.Mul(dense, weight));
    parameters.lookups.forEach((lookup, i) => {
      const rows = built[parameters.dense.length + i];
      if (lookup.parameter === parameter && rows) sum = addRows(op, sum, parameter, lookup.ids, op.Mul(rows, weight));
    });
    op.graph.output(`next/${state}`, sum);
    carries[`next/${state}`] = state;
  }
  return {
    graph: serialize(op.graph, `accumulate.${spec.kind}`),
    inputs: op.graph.inputs,
    carries,
    parameters: parameters.all,
  };
}

/** Adds rows of a gradient at the ids they were read with; the frozen row gets none. */
function addRows(op: Ops, sum: Value, { frozenRow }: Parameter, ids: Value, rows: Value): Value {
  const at = column(op, ids);
  if (frozenRow === undefined) return op.ScatterAdd(sum, at, rows);
  const frozen = op.Equal(at, op.graph.constant([frozenRow], [1, 1], at.type === 'int32' ? 'int32' : 'int64'));
  return op.ScatterAdd(sum, at, op.Where(frozen, op.graph.scalar(0), rows));
}

/** A stored parameter, and the heads whose passes give it a gradient; undefined: all of them. */
export interface Updated {
  readonly stored: string;
  readonly parameter: Parameter;
  readonly heads?: readonly string[];
}

/** What of AdamW changes from step to step, as feeds of the update graph. */
export function updateFeeds({ adamBeta1, adamBeta2, weightDecay }: Recipe, step: number, learningRate: number) {
  return {
    'update.size': learningRate / (1 - adamBeta1 ** step),
    'update.correction': 1 / Math.sqrt(1 - adamBeta2 ** step),
    'update.decay': learningRate * weightDecay,
  };
}

/**
 * Clipping by the global norm and AdamW over the states, with the rules of `adamw`. Where a parameter belongs to some
 * heads only, `active.<head>` says whether this step's passes were one's. Output: `norm`, before clipping.
 */
export function updateGraph(updated: readonly Updated[], recipe: Recipe): StatefulGraph {
  const op = createOps(new GraphBuilder());
  const carries: Record<string, string> = {};
  const gradients = updated.map((one) => presentGradient(op, one));
  const norm = op.Sqrt(gradients.map((g) => squareSum(op, g)).reduce((a, b) => op.Add(a, b)));
  op.graph.output('norm', norm);
  const ratio = op.Div(op.graph.scalar(recipe.maxGradientNorm), op.Add(norm, op.graph.scalar(1e-6)));
  const step = adamStep(op, recipe, op.Min(op.graph.scalar(1), ratio));
  updated.forEach(({ stored, parameter }, i) => {
    const gradient = gradients[i];
    if (!gradient) return;
    const names = stateNames(stored);
    const next = step(parameter, gradient, names);
    for (const part of ['weight', 'first', 'second'] as const) {
      op.graph.output(`next/${names[part]}`, next[part]);
      carries[`next/${names[part]}`] = names[part];
    }
  });
  return { graph: serialize(op.graph, 'update'), inputs: op.graph.inputs, carries };
}

function presentGradient(op: Ops, { stored, parameter, heads }: Updated): Value {
  const gradient = op.graph.input(stateNames(stored).gradient, 'float32', parameter.shape);
  if (!heads) return gradient;
  const active = heads.map((head) => op.graph.sharedInput(`active.${head}`, 'float32', []));
  const any = active.reduce((a, b) => op.Add(a, b));
  return op.Where(op.Less(op.graph.scalar(0.5), any), gradient, op.graph.scalar(0));
}

/** Row by row first: a device sums a long vector by one worker where all axes go at once. */
function squareSum(op: Ops, x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  const inner = axes.length > 1 ? op.ReduceSum(op.Mul(x, x), axes.slice(1), false) : op.Mul(x, x);
  return op.ReduceSum(inner, [0], false);
}

/** AdamW of one parameter (Loshchilov and Hutter 2019, as in PyTorch), from the clipped gradient. */
function adamStep(op: Ops, { adamBeta1: b1, adamBeta2: b2, adamEpsilon }: Recipe, clip: Value) {
  const { graph } = op;
  const scalar = (name: string) => graph.input(name, 'float32', []);
  const [size, correction, decay] = [scalar('update.size'), scalar('update.correction'), scalar('update.decay')];
  return ({ shape }: Parameter, gradient: Value, names: ReturnType<typeof stateNames>) => {
    const state = (part: keyof typeof names) => graph.input(names[part], 'float32', shape);
    const g = op.Mul(gradient, clip);
    const mean = (old: Value, beta: number, x: Value) =>
      op.Add(op.Mul(old, graph.scalar(beta)), op.Mul(x, graph.scalar(1 - beta)));
    const first = mean(state('first'), b1, g);
    const second = mean(state('second'), b2, op.Mul(g, g));
    const weight = state('weight');
    const root = op.Add(op.Mul(op.Sqrt(second), correction), graph.scalar(adamEpsilon));
    const change = op.Div(op.Mul(first, size), root);
    // What is taken off is summed up first: 1 − rate · decay would lose most of its digits in float32.
    const all = shape.length > 1 ? op.Add(change, op.Mul(weight, decay)) : change;
    return { weight: op.Sub(weight, all), first, second };
  };
}
