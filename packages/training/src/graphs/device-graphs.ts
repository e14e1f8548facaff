import { gradients } from '@stopover/autodiff';
import type { Graph } from '@stopover/core';
import { type GraphOptions, type HeadSpec, modelGraph, type Parameter } from '@stopover/encoders';
import {
  column,
  createOps,
  GraphBuilder,
  type LoweringOptions,
  type Ops,
  serialize,
  type Value,
} from '@stopover/onnx-graph';
import type { Recipe } from '../runs/recipe.ts';

/** What every device's kernels cover, with the recipe's matrix products. */
export const deviceDialect = ({ precision }: Pick<Recipe, 'precision'>): LoweringOptions => ({
  indices: 'int32',
  dropout: 'counted',
  ...(precision === 'float16' ? { products: precision } : {}),
});

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

/** The gradient of one pass of a head, in the graph being built. */
export interface Pass {
  readonly op: Ops;
  readonly loss: Value;
  /** Those that are trained. */
  readonly parameters: readonly Parameter[];
  readonly frozen: readonly Parameter[];
  /** A parameter's gradient times `pass.weight`, added to `start`. */
  readonly gradient: (parameter: Parameter, start: Value) => Value;
}

/** Builds the forward and backward pass. Each parameter is an input of its stored name. */
export function buildPass(options: GraphOptions, spec: HeadSpec, stored: (parameter: Parameter) => string): Pass {
  const { op, parameters, loss: buildLoss } = modelGraph({ ...options, inputName: stored }, spec);
  const loss = buildLoss();
  // In float16 small gradients would vanish: the loss is scaled, and `pass.weight` is divided by as much.
  const scaled = options.dialect?.products ? op.Mul(loss, op.graph.input('pass.scale', 'float32', [])) : loss;
  const built = gradients(op, scaled, [
    ...parameters.dense.map(({ value }) => value),
    ...parameters.lookups.map(({ rows }) => rows),
  ]);
  const denseOf = new Map(parameters.dense.map(({ parameter }, i) => [parameter, built[i]]));
  const weight = op.graph.input('pass.weight', 'float32', []);
  const gradient = (parameter: Parameter, start: Value): Value => {
    const dense = denseOf.get(parameter);
    let sum = dense ? op.Add(start, op.Mul(dense, weight)) : start;
    parameters.lookups.forEach((lookup, i) => {
      const rows = built[parameters.dense.length + i];
      if (lookup.parameter === parameter && rows) sum = addRows(op, sum, parameter, lookup.ids, op.Mul(rows, weight));
    });
    return sum;
  };
  return { op, loss, parameters: parameters.trained, frozen: parameters.frozen, gradient };
}

/**
 * The gradient so far, which counts as zero in the first pass of a step, whatever it holds. `input` is 1 in the pass
 * that is the first to give the parameter one.
 */
export function gradientSoFar(op: Ops, name: string, { shape }: Parameter, input: string): Value {
  const first = op.Less(op.graph.scalar(0.5), op.graph.sharedInput(input, 'float32', []));
  return op.Where(first, op.graph.scalar(0), op.graph.input(name, 'float32', shape));
}

/** The name of an input that is 1 in a step's first pass, of whatever head. */
export const firstPass = 'pass.first';

/**
 * One forward and backward pass: adds `pass.weight` times the gradient to the states `gradient/…`, which count as zero
 * where the input of `firstOf` (`firstPass` of all without it) is 1. Output: `loss`.
 */
export function accumulateGraph(
  options: GraphOptions,
  spec: HeadSpec,
  stored: (parameter: Parameter) => string,
  firstOf: (stored: string) => string = () => firstPass,
): StatefulGraph & Pick<Pass, 'parameters' | 'frozen'> {
  const { op, loss, parameters, frozen, gradient } = buildPass(options, spec, stored);
  const carries: Record<string, string> = {};
  op.graph.output('loss', loss);
  for (const parameter of parameters) {
    const name = stored(parameter);
    const { gradient: state } = stateNames(name);
    op.graph.output(`next/${state}`, gradient(parameter, gradientSoFar(op, state, parameter, firstOf(name))));
    carries[`next/${state}`] = state;
  }
  return {
    graph: serialize(op.graph, `accumulate.${spec.kind}`),
    inputs: op.graph.inputs,
    carries,
    parameters,
    frozen,
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
  const entries = updated.map((one) => ({ ...one, gradient: presentGradient(op, one) }));
  const { norm, next } = buildUpdate(op, recipe, entries);
  op.graph.output('norm', norm);
  for (const { state, value } of next) {
    op.graph.output(`next/${state}`, value);
    carries[`next/${state}`] = state;
  }
  return { graph: serialize(op.graph, 'update'), inputs: op.graph.inputs, carries };
}

/** A parameter to be updated; without a gradient it only decays, and its moments with it. */
export interface Updating {
  readonly stored: string;
  readonly parameter: Parameter;
  readonly gradient?: Value | undefined;
}

/** A state's value before and after an update. */
export interface Successor {
  readonly state: string;
  readonly before: Value;
  readonly value: Value;
}

/** Builds clipping and AdamW; in float16 a step with a gradient that is not finite changes nothing. A weight that is an input of the graph already is taken from there. */
export function buildUpdate(
  op: Ops,
  recipe: Recipe,
  entries: readonly Updating[],
): { readonly norm: Value; readonly next: readonly Successor[] } {
  const squares = entries.flatMap(({ gradient }) => (gradient ? [squareSum(op, gradient)] : []));
  const norm = op.Sqrt(squares.reduce((a, b) => op.Add(a, b)));
  const ratio = op.Div(op.graph.scalar(recipe.maxGradNorm), op.Add(norm, op.graph.scalar(1e-6)));
  const step = adamStep(op, recipe, op.Min(op.graph.scalar(1), ratio));
  const next = entries.flatMap(step);
  if (recipe.precision === 'float32') return { norm, next };
  // False for infinity and for what is no number.
  const finite = op.Less(norm, op.graph.scalar(3e38));
  return { norm, next: next.map((one) => ({ ...one, value: op.Where(finite, one.value, one.before) })) };
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

/** AdamW (Loshchilov and Hutter 2019, as in PyTorch), from the clipped gradient. */
function adamStep(op: Ops, { adamBeta1: b1, adamBeta2: b2, adamEpsilon }: Recipe, clip: Value) {
  const { graph } = op;
  const known = new Map(graph.inputs.map((input) => [input.name, input]));
  const scalar = (name: string) => graph.input(name, 'float32', []);
  const [size, correction, decay] = [scalar('update.size'), scalar('update.correction'), scalar('update.decay')];
  const mean = (old: Value, beta: number, x: Value | undefined) => {
    const kept = op.Mul(old, graph.scalar(beta));
    return x ? op.Add(kept, op.Mul(x, graph.scalar(1 - beta))) : kept;
  };
  return ({ stored, parameter: { shape }, gradient }: Updating): readonly Successor[] => {
    const names = stateNames(stored);
    const state = (name: string) => known.get(name) ?? graph.input(name, 'float32', shape);
    const [before, first, second] = [state(names.weight), state(names.first), state(names.second)];
    const g = gradient && op.Mul(gradient, clip);
    const m = mean(first, b1, g);
    const v = mean(second, b2, g && op.Mul(g, g));
    const change = op.Div(op.Mul(m, size), op.Add(op.Mul(op.Sqrt(v), correction), graph.scalar(adamEpsilon)));
    // What is taken off is summed up first: 1 − rate · decay would lose most of its digits in float32.
    const all = shape.length > 1 ? op.Add(change, op.Mul(before, decay)) : change;
    return [
      { state: names.weight, before, value: op.Sub(before, all) },
      { state: names.first, before: first, value: m },
      { state: names.second, before: second, value: v },
    ];
  };
}
