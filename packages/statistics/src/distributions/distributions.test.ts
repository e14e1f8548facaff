import { describe, expect, it } from 'vitest';
import golden from './fixtures/quantiles-of-scipy.json' with { type: 'json' };
import { normalQuantile, normalUpperTail } from './normal.ts';
import { tQuantile, tUpperTail } from './student-t.ts';
import { binomialUpperTail, chiSquareUpperTail, fUpperTail } from './upper-tails.ts';

/** Arguments, then scipy's value. */
type Row = readonly number[];
/** What the arguments give, and what scipy has. */
const held = (rows: readonly Row[], ours: (...args: number[]) => number) =>
  rows.map((row) => ({ args: row.slice(0, -1), scipy: row.at(-1) ?? Number.NaN, value: ours(...row.slice(0, -1)) }));

describe('distributions', () => {
  it.each([
    ['tQuantile', golden.tQuantile, tQuantile],
    ['tUpperTail', golden.tUpperTail, tUpperTail],
    ['normalQuantile', golden.normalQuantile, normalQuantile],
    ['normalUpperTail', golden.normalUpperTail, normalUpperTail],
    ['fUpperTail', golden.fUpperTail, fUpperTail],
    ['binomialUpperTail', golden.binomialUpperTail, binomialUpperTail],
  ])('%s is scipy’s to eleven digits', (_, rows, ours) => {
    expect(rows.length).toBeGreaterThan(4);
    // Near the median a quantile is a difference of large numbers: there the error is absolute.
    const wrong = held(rows, ours).filter(
      ({ scipy, value }) => !(Math.abs(value - scipy) <= 1e-11 * Math.abs(scipy) + 1e-15),
    );
    expect(wrong).toEqual([]);
  });

  it('chiSquareUpperTail is scipy’s to 1e-14', () => {
    for (const { scipy, value } of held(golden.chiSquareUpperTail, chiSquareUpperTail)) {
      expect(Math.abs(value - scipy)).toBeLessThan(1e-14);
    }
  });

  it('t with endless degrees of freedom is normal', () => {
    expect(tQuantile(0.975, Number.POSITIVE_INFINITY)).toBe(normalQuantile(0.975));
    expect(tUpperTail(1.3, Number.POSITIVE_INFINITY)).toBe(normalUpperTail(1.3));
    expect(tQuantile(0.975, 1e9)).toBeCloseTo(normalQuantile(0.975), 7);
  });

  it('tails have their ends', () => {
    expect(fUpperTail(0, 2, 3)).toBe(1);
    expect(fUpperTail(Number.POSITIVE_INFINITY, 2, 3)).toBe(0);
    expect(binomialUpperTail(6, 5, 0.2)).toBe(0);
    expect(chiSquareUpperTail(0, 3)).toBe(1);
  });
});
