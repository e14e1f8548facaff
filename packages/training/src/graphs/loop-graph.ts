import type { Graph } from '@stopover/core';
import type { GraphOptions, HeadSpec, Parameter } from '@stopover/encoders';
import { type Ops, outside, serializeLoop, type Value } from '@stopover/onnx-graph';
import type { Recipe } from '../runs/recipe.ts';
import {
  buildPass,
  buildUpdate,
  firstPass,
  gradientSoFar,
  type StatefulGraph,
  stateNames,
  type Updated,
} from './device-graphs.ts';

/** Passes of one head with their updates, several of them in one run. */
export interface LoopGraph extends StatefulGraph {
  /** What the head's graph takes and trains, in its own names. */
  readonly parameters: readonly Parameter[];
  /** What it takes and leaves as it is. */
  readonly frozen: readonly Parameter[];
}

export interface LoopOptions {
  readonly model: GraphOptions;
  readonly spec: HeadSpec;
  readonly stored: (parameter: Parameter) => string;
  /** All that the stage trains, other heads' parameters too: those decay. */
  readonly updated: readonly Updated[];
  readonly recipe: Recipe;
  /** A step may have several passes. */
  readonly gathers: boolean;
  /** Of which some may be other heads', whose gradients wait meanwhile: see `accumulateGraph`. */
  readonly firstOf?: (stored: string) => string;
}

/**
 * A round is one pass, and the update where `pass.update` is 1. States: weights and moments, and gradients where a step
 * gathers those of several passes. Outputs: `loss` and `norm`, one a round.
 */
export function loopGraph({ model, spec, stored, updated, recipe, gathers, firstOf }: LoopOptions): LoopGraph {
  const { op, loss, parameters, frozen, gradient } = buildPass(model, spec, stored);
  const own = new Map(parameters.map((parameter) => [stored(parameter), parameter]));
  const soFar = (name: string, parameter: Parameter) =>
    gradientSoFar(op, stateNames(name).gradient, parameter, firstOf?.(name) ?? firstPass);
  const entries = updated.map(({ stored: name, parameter }) => {
    const mine = own.get(name);
    if (mine)
      return { stored: name, parameter, gradient: gradient(mine, gathers ? soFar(name, mine) : none(op, name)) };
    return { stored: name, parameter, gradient: firstOf && soFar(name, parameter) };
  });
  const { norm, next } = buildUpdate(op, recipe, entries);
  const outputs = next.map(({ state, before, value }) => ({
    state,
    value: gathers ? chosen(op, value, before) : value,
  }));
  if (gathers) {
    for (const { stored: name, gradient: sum } of entries)
      if (sum) outputs.push({ state: stateNames(name).gradient, value: sum });
  }
  op.graph.output('loss', loss);
  op.graph.output('norm', norm);
  for (const { state, value } of outputs) op.graph.output(`next/${state}`, value);
  const carries = Object.fromEntries(outputs.map(({ state }) => [`next/${state}`, state]));
  const { inputs } = op.graph;
  return {
    graph: whole(op, carries, spec, frozen.map(stored)),
    inputs,
    carries: Object.fromEntries(Object.entries(carries).map(([output, state]) => [outside(output), outside(state)])),
    parameters,
    frozen,
  };
}

function whole(
  op: Ops,
  carries: Readonly<Record<string, string>>,
  { kind }: HeadSpec,
  frozen: readonly string[],
): Graph {
  const counted = op.graph.inputs.map(({ name }) => name).filter((name) => name.startsWith('iota.'));
  return serializeLoop(op.graph, { carries, fixed: [...counted, ...frozen], name: `loop.${kind}` });
}

/** The zeros that the gradient of a step's only pass is added to. */
function none(op: Ops, name: string): Value {
  const weight = op.graph.inputs.find((input) => input.name === name);
  if (!weight) throw new Error(`the graph does not take ${name}`);
  // Not zeros repeated to the size: ONNX Runtime would fold those into a constant as large as the table.
  return op.Mul(weight, op.graph.scalar(0));
}

/** The new value in a round that ends a step, the old one in others. */
function chosen(op: Ops, value: Value, before: Value): Value {
  const update = op.Less(op.graph.scalar(0.5), op.graph.sharedInput('pass.update', 'float32', []));
  return op.Where(update, value, before);
}
