import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Graph } from '@stopover/core';
import type { Constant, Emitted, GraphBuilder } from './builder.ts';
import {
  type AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './generated/onnx_pb.ts';
import { type Attribute, type ElementType, fixed, type Shape, type Value } from './value.ts';

/** ai.onnx operator set and IR version written: the newest that all three providers of ONNX Runtime 1.30 run. */
export const opset = 20;
const irVersion = 9n;
/** `TensorProto.DataLocation.EXTERNAL`. */
const external = 1;

const elementTypes: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };

/** Values that a graph is to carry itself, by the name of the input whose place they take. */
export type Initializers = ReadonlyMap<string, Float32Array>;

/**
 * Writes the builder's graph as an ONNX model. Outputs keep the names they were given, through Identity nodes.
 * Inputs that have a value among `initializers` become constants, so that a runtime can lay them out once and for all;
 * their bytes are handed over beside the model, uncopied, each under the input's name.
 */
export function serialize(builder: GraphBuilder, name = 'stopover', initializers: Initializers = new Map()): Graph {
  const weights = Object.fromEntries(
    builder.inputs.flatMap((input) => {
      const values = initializers.get(input.name);
      return values ? [[input.name, bytesOf(values)]] : [];
    }),
  );
  const given = builder.inputs.filter((input) => input.name in weights);
  const model = modelOf(builder, name, {
    initializer: given.map((input) => located(input, { file: input.name })),
    input: builder.inputs.filter((input) => !(input.name in weights)),
  });
  return { model, ...(given.length > 0 ? { weights } : {}) };
}

interface Given {
  readonly initializer: readonly MessageInitShape<typeof TensorProtoSchema>[];
  readonly input: readonly Value[];
}

function modelOf(builder: GraphBuilder, name: string, { initializer, input }: Given): Uint8Array {
  const exits = builder.outputs.map(({ name: output, value }) => ({
    name: `${output}.exit`,
    op: 'Identity',
    inputs: [value.name],
    outputs: [output],
    attributes: {},
  }));
  const model = create(ModelProtoSchema, {
    irVersion,
    producerName: 'stopover',
    opsetImport: [{ domain: '', version: BigInt(opset) }],
    graph: {
      name,
      node: [...builder.nodes, ...exits].map(node),
      initializer: [...builder.constants.map(tensor), ...initializer],
      input: input.map((x) => info(x.name, x.type, x.shape)),
      output: builder.outputs.map(({ name: output, value }) => info(output, value.type, value.shape)),
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function node({ name, op, inputs, outputs, attributes }: Emitted): MessageInitShape<typeof NodeProtoSchema> {
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

function tensor({ value, data }: Constant): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name: value.name,
    dataType: elementTypes[value.type],
    dims: value.shape.map((d) => BigInt(d)),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
  };
}

/** A tensor whose numbers lie in a file beside the model. */
function located(
  { name, type, shape }: Value,
  { file, offset = 0 }: { readonly file: string; readonly offset?: number },
): MessageInitShape<typeof TensorProtoSchema> {
  const bytes = shape.reduce<number>((count, _, axis) => count * fixed(shape, axis), 4);
  return {
    name,
    dataType: elementTypes[type],
    dims: shape.map((_, axis) => BigInt(fixed(shape, axis))),
    dataLocation: external,
    externalData: [
      { key: 'location', value: file },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(bytes) },
    ],
  };
}

/** The bytes of numbers as they lie in memory: little-endian, as ONNX wants, on every machine that runs this. */
const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function info(name: string, type: ElementType, shape: Shape): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((d) =>
    typeof d === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
      : { value: { case: 'dimParam' as const, value: d } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType: elementTypes[type], shape: { dim } } } } };
}
