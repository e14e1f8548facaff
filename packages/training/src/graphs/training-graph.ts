import { gradients } from '@stopover/autodiff';
import type { Graph } from '@stopover/core';
import { type GraphOptions, type HeadSpec, modelGraph, type Parameter } from '@stopover/encoders';
import { serialize, type Value } from '@stopover/onnx-graph';
import type { DropoutMask } from './dropout-masks.ts';

/** A graph that gives a batch's loss and the gradient of every parameter. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly inputs: readonly Value[];
  /** Inputs that want dropout factors. */
  readonly dropped: readonly DropoutMask[];
  /** All that the graph takes, what is frozen as well. */
  readonly parameters: readonly Parameter[];
  /** Output → parameter, for gradients of a parameter's own size. */
  readonly dense: readonly { readonly output: string; readonly parameter: Parameter }[];
  /** Output → parameter, for gradients of the rows that `ids` (a feed's name) read from a table. */
  readonly rows: readonly { readonly output: string; readonly parameter: Parameter; readonly ids: string }[];
}

/** Builds encoder, head, loss and gradient. Outputs: `loss`, `dense.<parameter>`, `rows.<n>`. */
export function trainingGraph(options: GraphOptions, spec: HeadSpec): TrainingGraph {
  const { op, parameters, loss: buildLoss } = modelGraph(options, spec);
  const loss = buildLoss();
  const dense = parameters.dense.map(({ parameter, value }) => ({
    output: `dense.${parameter.name}`,
    parameter,
    value,
  }));
  const rows = parameters.lookups.map((lookup, i) => ({ ...lookup, output: `rows.${i}`, ids: lookup.ids.name }));
  const built = gradients(op, loss, [...dense.map((d) => d.value), ...rows.map((r) => r.rows)]);
  op.graph.output('loss', loss);
  [...dense, ...rows].forEach(({ output }, i) => {
    const gradient = built[i];
    if (gradient) op.graph.output(output, gradient);
  });
  return {
    graph: serialize(op.graph, `training.${spec.kind}`),
    inputs: op.graph.inputs,
    dropped: op.graph.dropped,
    parameters: parameters.all,
    dense: dense.map(({ output, parameter }) => ({ output, parameter })),
    rows: rows.map(({ output, parameter, ids }) => ({ output, parameter, ids })),
  };
}

/** Encoder and head for prediction. Output: `logits`. */
export function inferenceGraph(
  options: Omit<GraphOptions, 'nextSeed' | 'infers'>,
  spec: HeadSpec,
): { readonly graph: Graph; readonly inputs: readonly Value[]; readonly parameters: readonly Parameter[] } {
  const { op, parameters, logits } = modelGraph({ ...options, infers: true }, spec);
  op.graph.output('logits', logits);
  const graph = serialize(op.graph, `inference.${spec.kind}`);
  return { graph, inputs: op.graph.inputs, parameters: parameters.all };
}
