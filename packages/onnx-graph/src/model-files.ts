// A model with its weights as files, written piece by piece: no second copy of the weights is ever in memory.
import { create, toBinary } from '@bufbuild/protobuf';
import type { GraphBuilder } from './builder.ts';
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from './generated/onnx_pb.ts';
import { bytesOf, graphOf, headerOf, located, modelOf } from './serialize.ts';
import type { Value } from './value.ts';

/** The contents of a model's files, in pieces. */
export interface ModelFiles {
  readonly model: AsyncIterable<Uint8Array>;
  /** The weights, for a file of the name that was asked for, where they do not fit into the model. */
  readonly data?: AsyncIterable<Uint8Array>;
}

/** The numbers of a float32 tensor, read when they are written. */
export type Parts = () => AsyncIterable<Float32Array>;

/** How a model is cut into files. */
export interface ModelFilesOptions {
  readonly name: string;
  readonly initializers: ReadonlyMap<string, Parts>;
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
  const given = builder.inputs.flatMap((input) => {
    const parts = initializers.get(input.name);
    return parts ? [{ input, parts }] : [];
  });
  if (given.reduce((sum, { input }) => sum + bytesOf(input), 0) <= mostBytes) {
    const graph = toBinary(GraphProtoSchema, create(GraphProtoSchema, graphOf(builder, name, initializers, [])));
    return { model: embedded(graph, given) };
  }
  let offset = 0;
  const tensors = given.map(({ input }) => {
    const tensor = located(input, dataFile, offset);
    offset += bytesOf(input);
    return tensor;
  });
  const model = create(ModelProtoSchema, modelOf(graphOf(builder, name, initializers, tensors)));
  return { model: whole(toBinary(ModelProtoSchema, model)), data: bytesIn(given) };
}

interface Given {
  readonly input: Value;
  readonly parts: Parts;
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The numbers of tensors, little-endian, as ONNX wants, on every machine we run on. */
async function* bytesIn(given: readonly Given[]): AsyncGenerator<Uint8Array> {
  for (const { parts } of given) {
    for await (const part of parts()) yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  }
}

/** A model whose graph is `graph` and, behind it, the tensors. Field numbers are those of onnx.proto. */
async function* embedded(graph: Uint8Array, given: readonly Given[]): AsyncGenerator<Uint8Array> {
  const heads = given.map(({ input }) => {
    const bytes = bytesOf(input);
    const header = toBinary(TensorProtoSchema, create(TensorProtoSchema, headerOf(input)));
    const raw = lengthDelimited(9, bytes);
    return [...lengthDelimited(5, header.length + raw.length + bytes), ...header, ...raw];
  });
  const length = given.reduce((sum, { input }, i) => sum + (heads[i]?.length ?? 0) + bytesOf(input), graph.length);
  yield toBinary(ModelProtoSchema, create(ModelProtoSchema, modelOf()));
  yield Uint8Array.from(lengthDelimited(7, length));
  yield graph;
  for (const [i, one] of given.entries()) {
    yield Uint8Array.from(heads[i] ?? []);
    yield* bytesIn([one]);
  }
}

const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))]);

/** What comes before `length` bytes of a field. */
const lengthDelimited = (field: number, length: number): number[] => [...varint(field * 8 + 2), ...varint(length)];
