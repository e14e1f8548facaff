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
import type { Attribute, ElementType, Shape } from './value.ts';

/** ai.onnx operator set and IR version written: the newest that all three providers of ONNX Runtime 1.30 run. */
export const opset = 20;
const irVersion = 9n;

const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** Writes the builder's graph as an ONNX model. Outputs keep the names they were given, through Identity nodes. */
export function serialize(builder: GraphBuilder, name = 'stopover'): Graph {
  const exits = builder.outputs.map(({ name: output, value }) => ({
    name: `${output}.exit`,
    op: 'Identity',
    inputs: [value.name],
    outputs: [output],
    attributes: {},
  }));
  const model = modelOf({
    name,
    node: [...builder.nodes, ...exits].map(node),
    initializer: builder.constants.map(tensor),
    input: builder.inputs.map((x) => info(x.name, x.type, x.shape)),
    output: builder.outputs.map(({ name: output, value }) => info(output, value.type, value.shape)),
  });
  return { model: toBinary(ModelProtoSchema, create(ModelProtoSchema, model)) };
}

/** A model of the operator set and version that are written here. */
export const modelOf = (
  graph: MessageInitShape<typeof GraphProtoSchema>,
): MessageInitShape<typeof ModelProtoSchema> => ({
  irVersion,
  producerName: 'stopover',
  opsetImport: [{ domain: '', version: BigInt(opset) }],
  graph,
});

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

/** The declaration of an input or output. */
export function info(name: string, type: ElementType, shape: Shape): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((d) =>
    typeof d === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
      : { value: { case: 'dimParam' as const, value: d } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType: elementTypes[type], shape: { dim } } } } };
}
