import { describe, expect, it } from 'vitest';
import { batchOrder } from './batch-order.ts';

const lengths = Array.from({ length: 1003 }, (_, i) => (i * 7919) % 128);
const options = { batchSize: 8, seed: 3, epoch: 0 } as const;
const flat = (batches: readonly Int32Array[]) => batches.flatMap((batch) => [...batch]);
const padding = (batches: readonly Int32Array[]) =>
  batches.reduce((sum, batch) => {
    const own = [...batch].map((index) => lengths[index] ?? 0);
    return sum + own.reduce((wasted, length) => wasted + Math.max(...own) - length, 0);
  }, 0);

describe.each(['shuffled', 'length-grouped'] as const)('%s batches', (order) => {
  it('hold every feature once', () => {
    const batches = batchOrder(lengths, { ...options, order });
    expect(flat(batches).toSorted((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
    expect(batches.filter((batch) => batch.length !== 8)).toHaveLength(1);
  });

  it('depend on seed and epoch, and on nothing else', () => {
    const one = batchOrder(lengths, { ...options, order });
    expect(batchOrder(lengths, { ...options, order })).toEqual(one);
    expect(batchOrder(lengths, { ...options, order, seed: 4 })).not.toEqual(one);
    expect(batchOrder(lengths, { ...options, order, epoch: 1 })).not.toEqual(one);
  });

  it('are none for no features', () => expect(batchOrder([], { ...options, order })).toEqual([]));
});

describe('the order', () => {
  it('is this one: a change of it changes every published run', () => {
    const small = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(flat(batchOrder(small, { batchSize: 3, order: 'shuffled', seed: 1, epoch: 2 }))).toMatchInlineSnapshot(`
      [
        4,
        6,
        2,
        5,
        3,
        1,
        0,
        7,
      ]
    `);
    expect(
      flat(batchOrder(small, { batchSize: 3, order: 'length-grouped', seed: 1, epoch: 2 })),
    ).toMatchInlineSnapshot(`
      [
        5,
        7,
        4,
        2,
        0,
        6,
        3,
        1,
      ]
    `);
  });

  it('pads a fraction when grouped by length, and still does not run from long to short', () => {
    const grouped = batchOrder(lengths, { ...options, order: 'length-grouped' });
    expect(padding(grouped)).toBeLessThan(padding(batchOrder(lengths, { ...options, order: 'shuffled' })) / 5);
    const longest = grouped.map((batch) => lengths[batch[0] ?? 0] ?? 0);
    const descents = longest.filter((length, i) => i > 0 && length <= (longest[i - 1] ?? 0)).length;
    expect(descents).toBeGreaterThan(longest.length / 4);
    expect(descents).toBeLessThan((3 * longest.length) / 4);
  });
});
