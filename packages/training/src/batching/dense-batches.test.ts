import { describe, expect, test } from 'vitest';
import { denseBatches, partOf, toldBatches } from './dense-batches.ts';

const feature = (item: number, ...lengths: number[]) => ({
  item,
  sequences: lengths.map((length) => new Int32Array(length)),
});

describe('batches for predicting', () => {
  const lengths = Array.from({ length: 200 }, (_, i) => 5 + ((i * 37) % 60));
  const batches = [
    ...denseBatches(
      lengths.map((length, item) => feature(item, length)),
      512,
    ),
  ];

  test('hold every feature once, longest first', () => {
    const items = batches.flat().map(({ item }) => item);
    expect(items.toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    const sorted = items.map((item) => lengths[item] ?? 0);
    expect(sorted).toEqual(lengths.toSorted((a, b) => b - a));
  });

  test('hold as many rows as fit into the places, be they long or short', () => {
    for (const [i, batch] of batches.entries()) {
      const width = lengths[batch[0]?.item ?? 0] ?? 0;
      expect(batch.length * width).toBeLessThanOrEqual(512);
      if (i < batches.length - 1) expect((batch.length + 1) * width).toBeGreaterThan(512);
    }
  });

  test('keep the sequences of a feature together, and take one that is too long alone', () => {
    const choices = [feature(0, 300, 300), feature(1, 200, 100), feature(2, 9, 8, 7)];
    expect([...denseBatches(choices, 512)].map((batch) => batch.map(({ item }) => item))).toEqual([[0], [1], [2]]);
    expect([...denseBatches([feature(0, 10, 10), feature(1, 9, 9)], 40)]).toHaveLength(1);
    expect([...denseBatches([], 40)]).toEqual([]);
  });
});

describe('the share that is done', () => {
  const features = Array.from({ length: 100 }, (_, item) => feature(item, 30));

  test('grows with every batch that was used, and ends at 1', () => {
    const shares: number[] = [];
    let used = 0;
    for (const batch of toldBatches(features, (share) => shares.push(share))) {
      // What is in hand is not done.
      expect(shares.at(-1) ?? 0).toBe(used / 100);
      used += batch.length;
    }
    expect(shares.length).toBe([...denseBatches(features)].length);
    expect(shares.at(-1)).toBe(1);
  });

  test('of a part is one of the whole', () => {
    const shares: number[] = [];
    partOf((share) => shares.push(share), 1, 4)?.(0.5);
    expect(shares).toEqual([0.375]);
    // Thirty of forty rows are done, and half of the other ten.
    partOf((share) => shares.push(share), 30, 40, 10)?.(0.5);
    expect(shares.at(-1)).toBe(0.875);
    expect(partOf(undefined, 0, 2)).toBeUndefined();
  });
});
