import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortedIntoSquares } from './squares.ts';

const placesOf = (lengths: readonly number[], squares: readonly (readonly number[])[]) =>
  squares.reduce((sum, members) => sum + members.length * Math.max(0, ...members.map((i) => lengths[i] ?? 0)) ** 2, 0);

/** The fewest places by trying every way to cut the sorted lengths. */
function fewest(sorted: readonly number[], count: number): number {
  if (sorted.length === 0) return 0;
  if (count === 0) return Number.POSITIVE_INFINITY;
  const ends = sorted.map((_, i) => i + 1);
  return Math.min(...ends.map((end) => end * (sorted[0] ?? 0) ** 2 + fewest(sorted.slice(end), count - 1)));
}

describe('sequences in squares', () => {
  test('every sequence is in one square, and no way of cutting has fewer places', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 9 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 4 }), (all, count) => {
        const squares = sortedIntoSquares(all, count);
        expect(squares).toHaveLength(count);
        expect(squares.flat().toSorted((a, b) => a - b)).toEqual(all.map((_, i) => i));
        const sorted = all.toSorted((a, b) => b - a);
        expect(placesOf(all, squares)).toBe(fewest(sorted, count));
      }),
    );
  });

  test('the longest come first, and equal lengths in their order', () => {
    expect(sortedIntoSquares([3, 9, 3, 9, 3], 3)).toEqual([[1, 3], [0, 2, 4], []]);
  });
});
