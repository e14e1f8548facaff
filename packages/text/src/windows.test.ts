import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Range, widestIn, windows } from './windows.ts';

/** `_new_check_is_max_context`, token by token: the index of the window that a token belongs to. */
function ownerOf(token: number, ranges: readonly Range[]): number {
  let owner = -1;
  let highest = -1;
  for (const [i, { first, end }] of ranges.entries()) {
    if (token < first || token >= end) continue;
    const score = Math.min(token - first, end - 1 - token) + 0.01 * (end - first);
    if (score > highest) [owner, highest] = [i, score];
  }
  return owner;
}

const sizes = [
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 1, max: 90 }),
] as const;

describe('windows', () => {
  it('begin a step apart, fill the room, cover all, and end with the context', () => {
    fc.assert(
      fc.property(...sizes, (length, room, step) => {
        const ranges = windows(length, room, step);
        const apart = step <= room ? step : Math.ceil(room / 2);
        for (const [i, { first, end }] of ranges.entries()) {
          expect(first).toBe(i * apart);
          expect(end).toBe(Math.min(first + room, length));
          if (i > 0) expect(first).toBeLessThanOrEqual(ranges[i - 1]?.end ?? -1);
        }
        expect(ranges.filter(({ end }) => end === length)).toHaveLength(1);
        expect(ranges.at(-1)?.end).toBe(length);
      }),
      { seed: 81, numRuns: 1000 },
    );
  });

  it('own the tokens that the reference gives them', () => {
    fc.assert(
      fc.property(...sizes, (length, room, step) => {
        const ranges = windows(length, room, step);
        for (const [i, { first }] of ranges.entries()) {
          const owned = widestIn(ranges, i);
          expect([...owned]).toEqual(Array.from(owned, (_, n) => Number(ownerOf(first + n, ranges) === i)));
        }
      }),
      { seed: 82, numRuns: 500 },
    );
  });
});
