import { expect, it } from 'vitest';
import { evenly, usedShare } from './even-sample.ts';

const part = (name: string, read: number, size = read, rows = read) => ({
  examples: Array.from({ length: read }, (_, i) => `${name}${i}`),
  ...{ rows, size },
});

it('takes of every part as much as it is of the whole, though only the first rows of each were read', () => {
  // 900 of 1,200 rows are in the first, of which ten were read.
  const found = evenly([part('a', 10, 900), part('b', 20, 300)], 12);
  expect(found).toHaveLength(12);
  expect(found.filter((name) => name.startsWith('a'))).toHaveLength(9);
  expect(found.slice(-3)).toEqual(['b0', 'b6', 'b13']);
});

it('of one part takes rows at equal distances, and all of a small one', () => {
  expect(evenly([part('a', 10)], 4)).toEqual(['a0', 'a2', 'a5', 'a7']);
  expect(evenly([part('a', 3), part('b', 0)], 8)).toEqual(['a0', 'a1', 'a2']);
  expect(evenly([part('a', 0)], 8)).toEqual([]);
});

it('counts rows that cannot be used by their part', () => {
  // Half of the first 100 rows, all of the 300 others.
  const parts = [part('a', 5, 100, 10), part('b', 300)];
  expect(usedShare(parts)).toBe(0.875);
  expect(evenly(parts, 70).filter((name) => name.startsWith('b'))).toHaveLength(60);
});
