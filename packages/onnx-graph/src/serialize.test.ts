import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from './generated/onnx_pb.ts';
import { createOps, GraphBuilder, loopSteps, modelFiles, opset, outside, serialize, serializeLoop } from './index.ts';

const float = (data: readonly number[], shape: readonly number[]) =>
  new Tensor('float32', Float32Array.from(data), shape);
const numbers = (tensor: Tensor | undefined) => Array.from<unknown, number>(tensor?.data ?? [], Number);

/** y = x w + b, with the weights as inputs. */
function affine(): GraphBuilder {
  const graph = new GraphBuilder();
  const op = createOps(graph);
  const x = graph.input('x', 'float32', ['n', 2]);
  graph.output('y', op.Gemm(x, graph.input('w', 'float32', [2, 3]), graph.input('b', 'float32', [3])));
  return graph;
}
const w = Float32Array.of(1, 2, 3, 4, 5, 6);
const b = Float32Array.of(0.5, -0.5, 0.25);
const rows = float([1, 10, -1, 0], [2, 2]);
const answers = [41.5, 51.5, 63.25, -0.5, -2.5, -2.75];

describe('a written model', () => {
  it('has constants of every type with their numbers, and attributes of every type', () => {
    const graph = new GraphBuilder('float64');
    const op = createOps(graph);
    const flags = graph.yes();
    const half = op.Cast(graph.constant([1.5, -2], [2]), 'float16');
    graph.output('half', half);
    graph.output('whole', op.Add(graph.ints([2 ** 40, -1]), graph.constant([1], [], 'int64')));
    graph.output('small', op.Add(graph.whole(-7), graph.constant([3, 4], [2], 'int32')));
    graph.output(
      'added',
      op.ScatterAdd(graph.constant([1, 2], [2]), graph.constant([0], [1, 1], 'int64'), graph.constant([5], [1])),
    );
    graph.output('chosen', op.Where(flags, graph.scalar(1), graph.scalar(2)));
    const read = fromBinary(ModelProtoSchema, serialize(graph).model);
    expect(read.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', BigInt(opset)]]);
    const raw = read.graph?.initializer.map(({ name, rawData }) => [name, Buffer.from(rawData).toString('hex')]);
    expect(raw).toEqual(
      graph.constants.map(({ value, data }) => [
        value.name,
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
      ]),
    );
    const attributes = read.graph?.node.flatMap((node) =>
      node.attribute.map(({ name, i, s }) => [node.opType, name, Number(i), Buffer.from(s).toString()]),
    );
    expect(attributes).toEqual([
      ['Cast', 'to', 10, ''],
      ['ScatterND', 'reduction', 0, 'add'],
    ]);
  });

  it('leaves out what no output needs', () => {
    const graph = affine();
    createOps(graph).Neg(graph.inputs[0] ?? graph.scalar(0));
    expect(fromBinary(ModelProtoSchema, serialize(graph).model).graph?.node.map(({ opType }) => opType)).toEqual([
      'Gemm',
      'Identity',
    ]);
  });

  it('takes weights beside it, and then no longer asks for them', async () => {
    const { model, weights = {} } = serialize(
      affine(),
      'affine',
      new Map([
        ['w', w],
        ['b', b],
      ]),
    );
    const externalData = Object.entries(weights).map(([path, data]) => ({ path, data }));
    const session = await InferenceSession.create(model, { externalData });
    expect(session.inputNames).toEqual(['x']);
    expect(numbers((await session.run({ x: rows }))['y'])).toEqual(answers);
    await session.release();
  });
});

describe('model files', () => {
  const parts = (data: Float32Array) =>
    async function* () {
      yield data.slice(0, 1);
      yield data.slice(1);
    };
  const initializers = new Map([
    ['w', parts(w)],
    ['b', parts(b)],
  ]);
  const bytesOf = async (pieces: AsyncIterable<Uint8Array>) => {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece.slice());
    return Buffer.concat(all);
  };

  it.each([
    ['hold the weights', undefined, 1],
    ['hold them in a second file where one would be too large', 8, 2],
  ])('%s', async (_, mostBytes, count) => {
    const folder = await mkdtemp(join(tmpdir(), 'model-files-'));
    try {
      const options = { name: 'affine', initializers, dataFile: 'model.onnx_data' };
      const files = modelFiles(affine(), { ...options, ...(mostBytes === undefined ? {} : { mostBytes }) });
      await writeFile(join(folder, 'model.onnx'), await bytesOf(files.model));
      if (files.data) await writeFile(join(folder, 'model.onnx_data'), await bytesOf(files.data));
      expect(files.data ? 2 : 1).toBe(count);
      const session = await InferenceSession.create(join(folder, 'model.onnx'));
      expect(session.inputNames).toEqual(['x']);
      expect(numbers((await session.run({ x: rows }))['y'])).toEqual(answers);
      await session.release();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a loop', () => {
  it('gives what its rounds give one after the other', async () => {
    // state' = state · factor + given; the state before is looked at.
    const body = new GraphBuilder();
    const op = createOps(body);
    const state = body.input('state', 'float32', [2]);
    body.output(
      'next',
      op.Add(op.Mul(state, body.input('factor', 'float32', [])), body.input('given', 'float32', [2])),
    );
    body.output('seen', op.ReduceSum(state, [0], false));
    const { model } = serializeLoop(body, { carries: { next: 'state' }, fixed: ['factor'], name: 'sums' });
    const session = await InferenceSession.create(model);
    const outputs = await session.run({
      [loopSteps]: new Tensor('int64', BigInt64Array.of(3n), []),
      [outside('state')]: float([1, 2], [2]),
      [outside('factor')]: float([2], []),
      [outside('given')]: float([10, 20, 1, 2, 0.5, 0], [3, 2]),
    });
    expect(numbers(outputs[outside('next')])).toEqual([50.5, 100]);
    expect(outputs[outside('seen')]?.dims).toEqual([3]);
    expect(numbers(outputs[outside('seen')])).toEqual([3, 36, 75]);
    await session.release();
  });
});
