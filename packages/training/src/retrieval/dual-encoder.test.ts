// The in-batch softmax of a dual encoder: its value against plain loops, its gradient against finite differences
// through the whole encoder, and what one that was trained ranks.
import { gradients } from '@stopover/autodiff';
import { cpu } from '@stopover/backend-cpu';
import type { Tensor, Tensors } from '@stopover/core';
import { type Checkpoint, modelGraph, valuesFor } from '@stopover/encoders';
import { serialize } from '@stopover/onnx-graph';
import type { PairFeature } from '@stopover/text';
import { beforeAll, describe, expect, test } from 'vitest';
import { collate } from '../batching/collate.ts';
import { tinyCheckpoint } from '../fixtures/batches.ts';

const pair = (item: number, query: readonly number[], document: readonly number[], id: string): PairFeature => ({
  kind: 'pair',
  item,
  sequences: [Int32Array.of(0, ...query, 2), Int32Array.of(0, ...document, 2)],
  document: id,
  gold: [],
});
const pairs = [
  pair(0, [7, 80, 9], [31, 12], 'a'),
  pair(1, [10], [44, 45, 46, 47], 'b'),
  pair(2, [100, 101], [31, 12], 'c'), // the tokens of a
  { ...pair(3, [210, 7], [50, 51], 'd'), gold: ['d', 'b'] },
  pair(4, [17, 18, 19, 20], [300], 'b'), // another text under b's id is as good as b
];

describe('what is a rival', () => {
  test('every document of the batch but copies of a right one', async () => {
    const { excluded } = collate(pairs, await tinyCheckpoint('ranking', 2));
    const rivals = Array.from({ length: 5 }, (_, q) =>
      [0, 1, 2, 3, 4].map((d) => (Number(excluded?.data[5 * q + d]) === 0 ? '1' : '0')).join(''),
    );
    expect(rivals).toEqual(['11011', '11110', '01111', '10110', '10111']);
  });
});

describe('the loss', () => {
  let checkpoint: Checkpoint;
  beforeAll(async () => {
    checkpoint = await tinyCheckpoint('ranking', 2);
  });

  /** The graph in float64, with the gradient of every parameter. */
  async function run(values: ReadonlyMap<string, Float32Array>, moved?: { name: string; at: number; by: number }) {
    const spec = { kind: 'ranking', size: checkpoint.config.hiddenSize } as const;
    const { op, parameters, logits, loss: build } = modelGraph({ ...checkpoint, float: 'float64' }, spec);
    const loss = build();
    const built = gradients(
      op,
      loss,
      parameters.dense.map(({ value }) => value),
    );
    op.graph.output('loss', loss);
    op.graph.output('vectors', logits);
    built.forEach((gradient, i) => {
      op.graph.output(`gradient ${i}`, gradient);
    });
    await using session = await cpu().open(serialize(op.graph), { threads: 1 });
    const weights = parameters.all.map(({ name, shape }) => {
      const data = Float64Array.from(values.get(name) ?? []);
      if (moved?.name === name) data[moved.at] = (data[moved.at] ?? 0) + moved.by;
      return [name, { type: 'float64', shape, data }] as const;
    });
    const feeds: Tensors = { ...widened(collate(pairs, checkpoint)), ...Object.fromEntries(weights) };
    const outputs = await session.run(feeds);
    return { loss: Number(outputs['loss']?.data[0]), outputs, dense: parameters.dense };
  }

  test('is the mean of the cross entropies of scaled cosines', async () => {
    const { parameters } = valued(checkpoint);
    const { loss, outputs } = await run(parameters);
    const vectors = Array.from(outputs['vectors']?.data ?? [], Number);
    const width = checkpoint.config.hiddenSize;
    const row = (i: number) => vectors.slice(i * width, (i + 1) * width);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    const rivals = ['11011', '11110', '01111', '10110', '10111'];
    const losses = rivals.map((known, q) => {
      const scores = pairs.map((_, d) => 5 * dot(row(2 * q), row(2 * d + 1)));
      const sum = scores.reduce((total, score, d) => total + (known[d] === '1' ? Math.exp(score) : 0), 0);
      return Math.log(sum) - (scores[q] ?? 0);
    });
    for (let i = 0; i < 10; i++) expect(dot(row(i), row(i))).toBeCloseTo(1, 12);
    // Weights are fed in float32.
    expect(loss).toBeCloseTo(losses.reduce((a, b) => a + b, 0) * Math.fround(1 / 5), 12);
  });

  test('has the gradient of finite differences, of the scale and through pooler, layers and normalisation', async () => {
    const { parameters } = valued(checkpoint);
    const { outputs, dense } = await run(parameters);
    const names = [
      'logit_scale',
      'roberta.pooler.dense.weight',
      'roberta.encoder.layer.1.output.dense.bias',
      'roberta.encoder.layer.0.attention.self.query.weight',
    ];
    for (const name of names) {
      const index = dense.findIndex(({ parameter }) => parameter.name === name);
      const gradient = Array.from(outputs[`gradient ${index}`]?.data ?? [], Number);
      expect(gradient.length, name).toBeGreaterThan(0);
      // The five largest say most.
      const places = gradient.map((_, i) => i).sort((a, b) => Math.abs(gradient[b] ?? 0) - Math.abs(gradient[a] ?? 0));
      for (const at of places.slice(0, 5)) {
        const by = 1e-5;
        const [up, down] = [await run(parameters, { name, at, by }), await run(parameters, { name, at, by: -by })];
        const numeric = (up.loss - down.loss) / (2 * by);
        // Central differences at 1e-5 in float64 leave an error near 1e-9 of a gradient of about 1.
        expect(Math.abs(numeric - (gradient[at] ?? Number.NaN)), `${name} ${at}`).toBeLessThan(1e-7);
      }
    }
  });
});

function valued(checkpoint: Checkpoint) {
  const spec = { kind: 'ranking', size: checkpoint.config.hiddenSize } as const;
  const graph = modelGraph(checkpoint, spec);
  graph.loss();
  return { parameters: valuesFor(checkpoint, graph.parameters.all, { head: 'keep', seed: 0 }) };
}

const widened = (feeds: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]): [string, Tensor] => [
      name,
      tensor.type === 'float32' ? { ...tensor, type: 'float64', data: Float64Array.from(tensor.data) } : tensor,
    ]),
  );
