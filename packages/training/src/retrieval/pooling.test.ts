// ModernBERT's checkpoints of other pooling than the fixtures': a class is read from the mean of all tokens.
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Tensors } from '@stopover/core';
import { type Checkpoint, loadCheckpoint, modernBert } from '@stopover/encoders';
import { expect, test } from 'vitest';
import { layoutFeeds } from '../batching/collate.ts';
import { float32, int64 } from '../batching/int64.ts';
import { pickFeeds, spansOf } from '../batching/token-places.ts';
import { trainingGraph } from '../graphs/training-graph.ts';
import { weightFeeds } from '../inference/weight-feeds.ts';

const folder = join(import.meta.dirname, '../fixtures/transformers-parity/modernbert/classification');

async function pooled(pooling: 'cls' | 'mean', sequences: readonly Int32Array[]): Promise<Tensors> {
  const loaded = await loadCheckpoint(folder);
  const config = modernBert.parse({ ...loaded.config.raw, classifier_pooling: pooling });
  const checkpoint: Checkpoint = { ...loaded, config };
  const { graph, parameters } = trainingGraph(checkpoint, { kind: 'classification', size: 4 });
  await using session = await cpu().open(graph, { threads: 1 });
  const { starts, tokens } = spansOf(sequences);
  return session.run({
    ...layoutFeeds(sequences, checkpoint),
    ...pickFeeds(starts, tokens),
    labels: int64(sequences.map((_, i) => i)),
    weights: float32(Float32Array.from(sequences, () => 1 / sequences.length)),
    ...weightFeeds(checkpoint, parameters),
  });
}

const distance = (a: Tensors[string] | undefined, b: Tensors[string] | undefined) =>
  Array.from(a?.data ?? [Number.NaN], Number).reduce(
    (worst, x, i) => Math.max(worst, Math.abs(x - Number(b?.data[i]))),
    0,
  );

test('the mean of like tokens is each of them, in sequences of several lengths', async () => {
  // Attention mixes equal values whatever its weights are, so the states of a repeated token are all alike.
  const alike = [new Int32Array(5).fill(17), new Int32Array(2).fill(30), new Int32Array(9).fill(8)];
  const [first, mean] = [await pooled('cls', alike), await pooled('mean', alike)];
  // float32 rounding of sums of nine.
  expect(distance(mean['loss'], first['loss'])).toBeLessThan(1e-5);
  expect(distance(mean['dense.classifier.weight'], first['dense.classifier.weight'])).toBeLessThan(1e-5);
  expect(distance(mean['dense.head.dense.weight'], first['dense.head.dense.weight'])).toBeLessThan(1e-5);
});

test('of unlike tokens it is not the first', async () => {
  const unlike = [Int32Array.of(5, 17, 30, 8), Int32Array.of(5, 90)];
  const [first, mean] = [await pooled('cls', unlike), await pooled('mean', unlike)];
  expect(distance(mean['loss'], first['loss'])).toBeGreaterThan(1e-2);
});
