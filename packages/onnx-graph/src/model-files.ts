// A model with its weights as files, written piece by piece: no second copy of the weights is ever in memory.
import { create, toBinary } from '@bufbuild/protobuf';
import type { GraphBuilder } from './builder.ts';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from './generated/onnx_pb.ts';
import { givenOf, graphOf, headerOf, type Initializers, located, modelOf } from './serialize.ts';

/** The contents of a model's files, in pieces. */
export interface ModelFiles {
  readonly model: Iterable<Uint8Array>;
  /** The weights, for a file of the name that was asked for, where they do not fit into the model. */
  readonly data?: Iterable<Uint8Array>;
}

/** How a model is cut into files. */
export interface ModelFilesOptions {
  readonly name: string;
  readonly initializers: Initializers;
  /** Name of the file for weights beside the model. */
  readonly dataFile: string;
  /** Bytes of weights that a model may hold: a protobuf message is shorter than 2 GiB. */
  readonly mostBytes?: number;
}

/** Writes a builder's graph with all its initializers: into one file, or into two where one would be too large. */
export function modelFiles(
  builder: GraphBuilder,
  { name, initializers, dataFile, mostBytes = 2 ** 31 - 2 ** 24 }: ModelFilesOptions,
): ModelFiles {
  const given = givenOf(builder, initializers);
  const sizes = given.map(({ bytes }) => bytes.length);
  if (sizes.reduce((a, b) => a + b, 0) <= mostBytes) {
    return {
      model: embedded(
        toBinary(GraphProtoSchema, create(GraphProtoSchema, graphOf(builder, name, initializers, []))),
        given,
      ),
    };
  }
  let offset = 0;
  const tensors = given.map(({ input, bytes }) => {
    const tensor = located(input, dataFile, offset);
    offset += bytes.length;
    return tensor;
  });
  const model = create(ModelProtoSchema, modelOf(graphOf(builder, name, initializers, tensors)));
  return { model: [toBinary(ModelProtoSchema, model)], data: given.map(({ bytes }) => bytes) };
}

/** A model whose graph is `graph` and, behind it, the tensors. Field numbers are those of onnx.proto. */
function* embedded(graph: Uint8Array, given: ReturnType<typeof givenOf>): Generator<Uint8Array> {
  const heads = given.map(({ input, bytes }) => {
    const header = toBinary(TensorProtoSchema, create(TensorProtoSchema, headerOf(input)));
    const raw = lengthDelimited(9, bytes.length);
    return [...lengthDelimited(5, header.length + raw.length + bytes.length), ...header, ...raw];
  });
  const length = given.reduce((sum, { bytes }, i) => sum + (heads[i]?.length ?? 0) + bytes.length, graph.length);
  yield toBinary(ModelProtoSchema, create(ModelProtoSchema, modelOf()));
  yield Uint8Array.from(lengthDelimited(7, length));
  yield graph;
  for (const [i, { bytes }] of given.entries()) {
    yield Uint8Array.from(heads[i] ?? []);
    yield bytes;
  }
}

const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))]);

/** What comes before `length` bytes of a field. */
const lengthDelimited = (field: number, length: number): number[] => [...varint(field * 8 + 2), ...varint(length)];
