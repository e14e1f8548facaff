import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Graph } from '@stopover/core';
import type { Constant, Emitted, GraphBuilder } from './builder.ts';
import {
  type AttributeProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';
import { type Attribute, type ElementType, elementTypes, fixed, type Shape, type Value } from './value.ts';

/** ai.onnx operator set and IR version written: the newest that all three providers of ONNX Runtime 1.30 run. */
export const opset = 20;
const irVersion = 9n;
/** `TensorProto.DataLocation.EXTERNAL`. */
const external = 1;

/** Where the numbers of a float32 tensor lie: a file of the graph's folder, and the byte that they begin at. */
export interface Placed {
  readonly file: string;
  readonly offset: number;
}

/** Values that a graph is to carry itself, by the name of the input whose place they take. */
export type Initializers = ReadonlyMap<string, Float32Array | Placed>;

/**
 * Writes the builder's graph as an ONNX model. Outputs keep the names they were given, through Identity nodes.
 * Inputs that have a value among `initializers` become constants, so that a runtime can lay them out once and for all.
 * Arrays are handed over beside the model, uncopied, each under the input's name; what lies in a file is only named, whoever
 * opens the graph says in which `folder`, and arrays beside it become part of the model.
 */
export function serialize(builder: GraphBuilder, name = 'stopover', initializers: Initializers = new Map()): Graph {
  const weights: Record<string, Uint8Array> = {};
  // ONNX Runtime takes external initializers from memory or from files, not some from each.
  const inFiles = [...initializers.values()].some((values) => !(values instanceof Float32Array));
  const given = builder.inputs.flatMap((input) => {
    const values = initializers.get(input.name);
    if (!values) return [];
    if (!(values instanceof Float32Array)) return [located(input, values.file, values.offset)];
    if (inFiles) return [tensor({ value: input, data: values })];
    weights[input.name] = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return [located(input, input.name, 0)];
  });
  const model = modelOf(graphOf(builder, name, initializers, given));
  return {
    model: toBinary(ModelProtoSchema, create(ModelProtoSchema, model)),
    ...(Object.keys(weights).length > 0 ? { weights } : {}),
  };
}

/** A model around a graph. */
export const modelOf = (
  graph?: MessageInitShape<typeof GraphProtoSchema>,
): MessageInitShape<typeof ModelProtoSchema> => ({
  irVersion,
  producerName: 'stopover',
  opsetImport: [{ domain: '', version: BigInt(opset) }],
  ...(graph ? { graph } : {}),
});

/** The graph of a builder whose inputs among `initializers` are the tensors of `given`. */
export function graphOf(
  builder: GraphBuilder,
  name: string,
  initializers: Pick<Initializers, 'has'>,
  given: readonly MessageInitShape<typeof TensorProtoSchema>[],
): MessageInitShape<typeof GraphProtoSchema> {
  const exits = builder.outputs.map(({ name: output, value }) => ({
    name: `${output}.exit`,
    op: 'Identity',
    inputs: [value.name],
    outputs: [output],
    attributes: {},
  }));
  return {
    name,
    node: needed([...builder.nodes, ...exits], new Set(builder.outputs.map((output) => output.name))).map(node),
    initializer: [...builder.constants.map(tensor), ...given],
    input: builder.inputs.filter((x) => !initializers.has(x.name)).map((x) => info(x.name, x.type, x.shape)),
    output: builder.outputs.map(({ name: output, value }) => info(output, value.type, value.shape)),
  };
}

/** The nodes of a builder that its outputs come from, in order. */
export const neededNodes = (builder: GraphBuilder): readonly Emitted[] =>
  needed(builder.nodes, new Set(builder.outputs.map(({ value }) => value.name)));

/** The nodes, in order, that the wanted values come from: a runtime would compute the others for nobody. */
function needed(nodes: readonly Emitted[], wanted: Set<string>): readonly Emitted[] {
  const kept = nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((output) => wanted.has(output))) return false;
    for (const input of inputs) wanted.add(input);
    return true;
  });
  return kept.reverse();
}

/** An operator as it is written. */
export function node({ name, op, inputs, outputs, attributes }: Emitted): MessageInitShape<typeof NodeProtoSchema> {
  return {
    name,
    opType: op,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  };
}

function attribute(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if ('int' in value) return { name, type: 2, i: BigInt(value.int) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('text' in value) return { name, type: 3, s: new TextEncoder().encode(value.text) };
  return { name, type: 7, ints: value.ints.map((x) => BigInt(x)) };
}

/** A constant as it is written. */
export function tensor({ value, data }: Constant): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name: value.name,
    dataType: elementTypes[value.type],
    dims: value.shape.map((d) => BigInt(d)),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
  };
}

/** A tensor without its numbers. */
export const headerOf = ({ name, type, shape }: Value) => ({
  name,
  dataType: elementTypes[type],
  dims: shape.map((_, axis) => BigInt(fixed(shape, axis))),
});

/** Bytes of a float32 tensor. */
export const bytesOf = ({ shape }: Value): number =>
  shape.reduce<number>((count, _, axis) => count * fixed(shape, axis), 4);

/** A float32 tensor whose numbers lie in a file beside the model, from a byte on. */
export function located(value: Value, file: string, offset: number): MessageInitShape<typeof TensorProtoSchema> {
  return {
    ...headerOf(value),
    dataLocation: external,
    externalData: [
      { key: 'location', value: file },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(bytesOf(value)) },
    ],
  };
}

/** The declaration of an input or output. */
export function info(name: string, type: ElementType, shape: Shape): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((d) =>
    typeof d === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
      : { value: { case: 'dimParam' as const, value: d } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType: elementTypes[type], shape: { dim } } } } };
}
