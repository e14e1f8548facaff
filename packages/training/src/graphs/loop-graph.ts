import type { Graph } from '@stopover/core';
import type { GraphOptions, HeadSpec, Parameter } from '@stopover/encoders';
import { type Ops, outside, serializeLoop, type Value } from '@stopover/onnx-graph';
import {
  buildPass,
  buildUpdate,
  gradientSoFar,
  type StatefulGraph,
  stateNames,
  type Updated,
} from './device-graphs.ts';
import type { Recipe } from './recipe.ts';

/** Passes of one head with their updates, several of them in one run. */
export interface LoopGraph extends StatefulGraph {
  /** What the head's graph takes, in its own names. */
  readonly parameters: readonly Parameter[];
}

export interface LoopOptions {
  readonly model: GraphOptions;
  readonly spec: HeadSpec;
  readonly stored: (parameter: Parameter) => string;
  /** All that the stage trains, other heads' parameters too: those decay. */
  readonly updated: readonly Updated[];
  readonly recipe: Recipe;
}

/**
 * A round is one pass, and the update where `pass.update` is 1. States: weights and moments, and with accumulation
 * gradients. Outputs: `loss` and `norm`, one a round.
 */
export function loopGraph({ model, spec, stored, updated, recipe }: LoopOptions): LoopGraph {
  const { op, loss, parameters, gradient } = buildPass(model, spec, stored);
  const own = new Map(parameters.map((parameter) => [stored(parameter), parameter]));
  const accumulates = recipe.accumulate > 1;
  const entries = updated.map(({ stored: name, parameter }) => {
    const mine = own.get(name);
    return { stored: name, parameter, gradient: mine && gradient(mine, startOf(op, name, mine, accumulates)) };
  });
  const { norm, next } = buildUpdate(op, recipe, entries);
  const outputs = next.map(({ state, before, value }) => ({
    state,
    value: accumulates ? chosen(op, value, before) : value,
  }));
  if (accumulates) {
    for (const { stored: name, gradient: sum } of entries)
      if (sum) outputs.push({ state: stateNames(name).gradient, value: sum });
  }
  op.graph.output('loss', loss);
  op.graph.output('norm', norm);
  for (const { state, value } of outputs) op.graph.output(`next/${state}`, value);
  const carries = Object.fromEntries(outputs.map(({ state }) => [`next/${state}`, state]));
  const { inputs } = op.graph;
  return {
    graph: whole(op, carries, spec),
    inputs,
    carries: Object.fromEntries(Object.entries(carries).map(([output, state]) => [outside(output), outside(state)])),
    parameters,
  };
}

function whole(op: Ops, carries: Readonly<Record<string, string>>, { kind }: HeadSpec): Graph {
  const fixed = op.graph.inputs.map(({ name }) => name).filter((name) => name.startsWith('iota.'));
  return serializeLoop(op.graph, { carries, fixed, name: `loop.${kind}` });
}

/** Zeros, or with accumulation what the passes before have gathered. */
function startOf(op: Ops, name: string, parameter: Parameter, accumulates: boolean): Value {
  if (accumulates) return gradientSoFar(op, stateNames(name).gradient, parameter);
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
