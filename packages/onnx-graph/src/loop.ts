import { create, toBinary } from '@bufbuild/protobuf';
import type { Graph } from '@stopover/core';
import type { Emitted, GraphBuilder } from './builder.ts';
import { ModelProtoSchema } from './generated/onnx_pb.ts';
import { info, modelOf, node, tensor } from './serialize.ts';
import type { ElementType, Value } from './value.ts';

/** Name of the graph input that says how often the loop goes round: an int64 scalar. */
export const loopSteps = 'loop/steps';

/** The name outside the loop of what has another one inside. */
export const outside = (name: string): string => `loop/${name}`;

export interface LoopOptions {
  /** Output → input that it replaces in the next round. */
  readonly carries: Readonly<Record<string, string>>;
  /** Inputs that are the same in every round. */
  readonly fixed: readonly string[];
  readonly name: string;
}

/**
 * Writes a graph that runs the builder's graph several times, as one ONNX `Loop`: carried states stay inside it.
 * Outside, every name has `loop/` before it. Other inputs than states and fixed ones get a leading axis, along which
 * each round takes its own; outputs that are not carried come out stacked in the same way.
 */
export function serializeLoop(body: GraphBuilder, { carries, fixed, name }: LoopOptions): Graph {
  const states = new Set(Object.values(carries));
  const stateOf = (output: string) => body.inputs.find((input) => input.name === carries[output]);
  const carried = body.outputs.flatMap((output) => {
    const state = stateOf(output.name);
    return state ? [{ ...output, state }] : [];
  });
  const scanned = body.outputs.filter((output) => carries[output.name] === undefined);
  const constant = new Set(fixed);
  const each = body.inputs.filter((input) => !states.has(input.name) && !constant.has(input.name));
  const shared = body.inputs.filter((input) => constant.has(input.name));

  const round = { name: 'round', type: 'int64', shape: [] } satisfies Value;
  const going = { name: 'going', type: 'bool', shape: [] } satisfies Value;
  const takes = each.map((input) => plain('Gather', [outside(input.name), round.name], input.name));
  const holds = shared.map((input) => plain('Identity', [outside(input.name)], input.name));
  const exits = body.outputs.map((output) => plain('Identity', [output.value.name], output.name));
  const inner = {
    name: `${name}.round`,
    node: [...takes, ...holds, ...body.nodes, ...exits, plain('Identity', [going.name], 'goes on')].map(node),
    initializer: body.constants.map(tensor),
    input: [round, going, ...carried.map(({ state }) => state)].map((x) => info(x.name, x.type, x.shape)),
    output: [
      info('goes on', 'bool', []),
      ...[...carried, ...scanned].map(({ name: output, value }) => info(output, value.type, value.shape)),
    ],
  };
  const stacked = (x: { readonly name: string; readonly type: ElementType; readonly shape: Value['shape'] }) =>
    info(outside(x.name), x.type, ['K', ...x.shape]);
  const model = modelOf({
    name,
    node: [
      {
        name: 'loop',
        opType: 'Loop',
        input: [loopSteps, '', ...carried.map(({ state }) => outside(state.name))],
        output: [...carried, ...scanned].map((output) => outside(output.name)),
        attribute: [{ name: 'body', type: 5, g: inner }],
      },
    ],
    input: [
      info(loopSteps, 'int64', []),
      ...carried.map(({ state }) => info(outside(state.name), state.type, state.shape)),
      ...shared.map((x) => info(outside(x.name), x.type, x.shape)),
      ...each.map(stacked),
    ],
    output: [
      ...carried.map(({ name: output, value }) => info(outside(output), value.type, value.shape)),
      ...scanned.map(({ name: output, value }) => stacked({ ...value, name: output })),
    ],
  });
  return { model: toBinary(ModelProtoSchema, create(ModelProtoSchema, model)) };
}

const plain = (op: string, inputs: readonly string[], output: string): Emitted => ({
  name: `${output}.${op}`,
  op,
  inputs,
  outputs: [output],
  attributes: {},
});
