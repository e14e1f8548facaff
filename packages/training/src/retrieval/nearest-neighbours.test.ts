// Exact search against sorting every score: over several blocks, with many equal vectors, in memory and on disk.
import { existsSync } from 'node:fs';
import { cpu } from '@stopover/backend-cpu';
import { describe, expect, test } from 'vitest';
import { directions, tableOf } from '../fixtures/table-of.ts';
import { nearest } from './nearest-neighbours.ts';
import { VectorTable } from './vector-table.ts';

const options = { backend: cpu(), threads: 1 };
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe('the k documents of the highest scores', () => {
  const queries = directions(1100, 16, 3);
  const documents = directions(9000, 16, 5);

  test.each([undefined, 1000])(
    'are those of a full sort, the earlier of equals first (at most %s bytes)',
    async (most) => {
      using asked = tableOf(queries, most);
      using offered = tableOf(documents, most);
      expect(offered.folder === undefined).toBe(most === undefined);
      const { k, indices, scores } = await nearest(asked, offered, 20, options);
      expect(k).toBe(20);
      // Where a vector stands more than once, the score is one number, and the order is that of the rows.
      const first = new Map<string, number>();
      const group = documents.map((row, i) => {
        const key = row.join();
        first.set(key, first.get(key) ?? i);
        return first.get(key) ?? i;
      });
      for (const q of [0, 1, 511, 1023, 1024, 1099]) {
        const exact = documents.map((row) => dot(queries[q] ?? row, row));
        const sorted = documents.map((_, d) => d).sort((a, b) => (exact[b] ?? 0) - (exact[a] ?? 0) || a - b);
        const found = Array.from(indices.subarray(q * k, (q + 1) * k));
        // Sums in float32: what is nearer than 1e-6 may change places, equal vectors may not.
        for (const [i, d] of found.entries()) {
          expect(Math.abs((exact[d] ?? 0) - (exact[sorted[i] ?? 0] ?? 0))).toBeLessThan(1e-6);
          expect(Math.abs((scores[q * k + i] ?? 0) - (exact[d] ?? 0))).toBeLessThan(1e-6);
        }
        for (const start of new Set(found.map((d) => group[d]))) {
          const rows = found.filter((d) => group[d] === start);
          const copies = group.flatMap((g, d) => (g === start ? [d] : []));
          expect(rows).toEqual(copies.slice(0, rows.length));
        }
      }
    },
  );

  test('are the same with another number of threads', async () => {
    using asked = tableOf(queries);
    using offered = tableOf(documents);
    const [one, two] = [
      await nearest(asked, offered, 4, options),
      await nearest(asked, offered, 4, { backend: cpu(), threads: 2 }),
    ];
    expect(two).toEqual(one);
  });

  test('are all there are where fewer are asked for, in order of the rows where all are equal', async () => {
    const same = Float32Array.of(0.6, 0.8);
    using asked = tableOf([same]);
    using offered = tableOf(Array.from({ length: 300 }, () => same));
    expect((await nearest(asked, offered, 5, options)).indices).toEqual(Int32Array.of(0, 1, 2, 3, 4));
    using few = tableOf([same, same]);
    expect((await nearest(asked, few, 5, options)).indices).toEqual(Int32Array.of(0, 1));
  });

  test('are refused when a vector is no number', async () => {
    using asked = tableOf([[Number.NaN, 1]]);
    using offered = tableOf([[1, 0]]);
    await expect(nearest(asked, offered, 1, options)).rejects.toThrow(/a similarity is not a number/);
  });
});

test('a table on disk gives its rows back in any order, and leaves nothing behind', () => {
  const rows = directions(50, 8, 1);
  const table = new VectorTable(50, 8, 100);
  for (const [i, row] of rows.toReversed().entries()) table.set(49 - i, row);
  expect(Array.from(table.block(7, 9))).toEqual([...(rows[7] ?? []), ...(rows[8] ?? [])]);
  expect(existsSync(table.folder ?? '')).toBe(true);
  table[Symbol.dispose]();
  expect(existsSync(table.folder ?? '')).toBe(false);
});
