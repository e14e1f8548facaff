import { describe, expect, it } from 'vitest';
import { streamOf } from './generator.ts';
import { levelTimes, resampledMeans } from './resample.ts';
import { mean, percentileInterval, standardDeviation } from './summary.ts';
import type { Sample } from './weighted-sums.ts';

const sample = (values: readonly number[]): Sample => ({
  positions: Int32Array.from(values.keys()),
  values: Float64Array.from(values),
});

describe('resampledMeans', () => {
  it('spreads like the standard error of a mean', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 4 === 0 ? 100 : 0));
    const [draws = new Float64Array()] = resampledMeans(100, [sample(values)], 4000, streamOf(1, 'spread'));
    expect(mean(draws)).toBeCloseTo(25, 0);
    // sqrt(25 · 75 / 100) = 4.33; 4,000 draws know it to about 1 %.
    expect(standardDeviation([...draws])).toBeGreaterThan(4.33 * 0.95);
    expect(standardDeviation([...draws])).toBeLessThan(4.33 * 1.05);
  });

  it('draws the same items for every sample of a pool', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const [a = new Float64Array(), b = new Float64Array()] = resampledMeans(
      8,
      [sample(values), sample(values.map((value) => value + 10))],
      50,
      streamOf(1, 'pairs'),
    );
    for (const [i, value] of a.entries()) expect((b[i] ?? 0) - value).toBeCloseTo(10, 9);
  });

  it('averages over the items that a language has', () => {
    const part: Sample = { positions: Int32Array.of(1, 3), values: Float64Array.of(7, 7) };
    const [draws] = resampledMeans(4, [part], 200, streamOf(1, 'part'));
    expect(new Set(draws)).toEqual(new Set([7]));
  });
});

describe('levelTimes', () => {
  it('takes n − 1 of n levels, and a single one always', () => {
    const times = levelTimes(3, 20, streamOf(1, 'levels'));
    for (let draw = 0; draw < 20; draw++) {
      expect(times.subarray(draw * 3, draw * 3 + 3).reduce((sum, x) => sum + x, 0)).toBe(2);
    }
    expect([...levelTimes(1, 4, streamOf(1, 'levels'))]).toEqual([1, 1, 1, 1]);
  });

  it('gives the mean of two seeds its unbiased variance', () => {
    const times = levelTimes(2, 10_000, streamOf(3, 'two'));
    const means = Array.from({ length: 10_000 }, (_, d) => 10 * (times[2 * d] ?? 0) + 16 * (times[2 * d + 1] ?? 0));
    // s² / n with values 10 and 16 is 18 / 2: a standard deviation of 3.
    expect(standardDeviation(means)).toBeCloseTo(3, 1);
  });
});

describe('percentileInterval', () => {
  it('interpolates between order statistics and keeps infinities', () => {
    const [low, high] = percentileInterval(Float64Array.from({ length: 101 }, (_, i) => 100 - i));
    expect(low).toBeCloseTo(2.5, 9);
    expect(high).toBeCloseTo(97.5, 9);
    const half = Float64Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : Number.POSITIVE_INFINITY));
    expect(percentileInterval(half)).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
