// What is BERT's own: it tells the texts of a pair apart (transformers' fixtures have one text a row), and its layer.
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Tensors } from '@stopover/core';
import { bert, loadCheckpoint, xlmRoberta } from '@stopover/encoders';
import type { Feature } from '@stopover/text';
import { describe, expect, test } from 'vitest';
import { collate, headFeeds, layoutFeeds, secondsOf } from '../batching/collate.ts';
import { maskedFeeds } from '../batching/masking.ts';
import { inferenceGraph } from '../graphs/training-graph.ts';
import { weightFeeds } from '../inference/weight-feeds.ts';
import { retrievalLayer } from '../retrieval/sentence-embeddings.ts';

const folder = join(import.meta.dirname, '../fixtures/transformers-parity/bert/classification');
const spec = { kind: 'classification', size: 4 } as const;
const sequences = [Int32Array.of(5, 20, 6, 21, 22, 6), Int32Array.of(5, 23, 6)] as const;
const features: readonly Feature[] = [
  { kind: 'classification', item: 0, sequences: [sequences[0]], label: 1, seconds: [3] },
  { kind: 'classification', item: 1, sequences: [sequences[1]], label: 0 },
];
const numbers = (tensor: Tensors[string] | undefined) => Array.from(tensor?.data ?? [], Number);

test('sentences are read from the layers of XTREME', () => {
  const layer = (modelType: string, layers: number) => retrievalLayer({ modelType, layers });
  expect([layer('bert', 12), layer('xlm-roberta', 24), layer('xlm-roberta', 12), layer('bert', 1)]).toEqual([
    8, 14, 7, 1,
  ]);
});

describe('segments', () => {
  test('are 1 from the second text on, and fed only where they are used', async () => {
    const { config } = await loadCheckpoint(folder);
    const expected = [0, 0, 0, 1, 1, 1, 0, 0, 0];
    expect(numbers(collate(features, { architecture: bert, config })['segments'])).toEqual(expected);
    expect(collate(features, { architecture: xlmRoberta, config })).not.toHaveProperty('segments');
  });

  test('follow every choice of an example, and a masked pair', async () => {
    const { config } = await loadCheckpoint(folder);
    const placement = { architecture: bert, config };
    const choice: Feature = { kind: 'choice', item: 0, sequences, label: 0, seconds: [3, 2] };
    expect(numbers(collate([choice], placement)['segments'])).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 1]);
    const maskable = new Uint8Array(6).fill(1);
    const masking = { share: 0.5, maskId: 7, firstOrdinaryId: 8, vocabSize: 320 };
    const pair = { kind: 'mlm', item: 0, sequences: [sequences[0]], maskable, seconds: [3] } as const;
    const feeds = maskedFeeds([pair], placement, masking, 1);
    expect(numbers(feeds['segments'])).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('choose the row of the type table: with its rows swapped, 1 is what 0 was', async () => {
    const checkpoint = await loadCheckpoint(folder);
    const { graph, parameters } = inferenceGraph(checkpoint, spec);
    await using session = await cpu().open(graph, { threads: 1 });
    const weights = weightFeeds(checkpoint, parameters);
    const name = 'bert.embeddings.token_type_embeddings.weight';
    const table = weights[name];
    if (table?.type !== 'float32') throw new Error('no type table');
    const width = checkpoint.config.hiddenSize;
    const swapped = {
      ...table,
      data: Float32Array.of(...table.data.subarray(width), ...table.data.subarray(0, width)),
    };
    const logits = async (seconds: readonly number[], types: Tensors[string]) => {
      const layout = layoutFeeds(sequences, checkpoint, seconds);
      const feeds = { ...layout, ...headFeeds(features, sequences), ...weights, [name]: types };
      return numbers((await session.run(feeds))['logits']);
    };
    const first = await logits([6, 3], table);
    expect(await logits([0, 0], swapped)).toEqual(first);
    const paired = await logits(secondsOf(features), table);
    expect(paired.slice(4)).toEqual(first.slice(4));
    // The rows of the table differ by about 1, so the first sequence's logits must move far beyond rounding.
    expect(Math.abs((paired[0] ?? 0) - (first[0] ?? 0))).toBeGreaterThan(1e-3);
  });
});
