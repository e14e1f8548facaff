import { describe, expect, it } from 'vitest';
import { holm, holmWithin } from '../holm.ts';
import { streamOf } from '../resampling/generator.ts';
import { combinedP, mcnemarP } from './mcnemar.ts';
import { randomisationP, swappedMeans } from './randomisation.ts';

describe('mcnemarP', () => {
  it.each([
    // 2 · (1 + 10) / 2¹⁰
    [1, 9, 22 / 1024],
    // 2 · (1 + 8 + 28) / 2⁸
    [6, 2, 74 / 256],
    // 2 / 2⁵
    [0, 5, 2 / 32],
    [4, 4, 1],
    [0, 0, 1],
  ])('%i against %i items', (b, c, p) => expect(mcnemarP(b, c)).toBeCloseTo(p, 12));

  it('does not underflow with thousands of items', () => {
    // The normal approximation with continuity correction: z = (200 − 1) / sqrt(4000) = 3.146, p = 0.00165.
    expect(mcnemarP(2100, 1900)).toBeCloseTo(0.00165, 4);
  });
});

describe('combinedP', () => {
  it('is the p-value itself for one test, and n/k times the k-th smallest for more', () => {
    expect(combinedP([0.03])).toBe(0.03);
    expect(combinedP([0.5, 0.01])).toBe(0.02);
    expect(combinedP([0.9, 0.02, 0.04])).toBeCloseTo(0.06, 12);
    expect(combinedP([0.9, 0.8])).toBe(1);
  });
});

describe('holm', () => {
  it('agrees with an example worked by hand', () => {
    // Sorted 0.005, 0.01, 0.03, 0.04: times 4, 3, 2, 1 is 0.02, 0.03, 0.06, 0.04, and the last may not fall below 0.06.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
  });

  it('never exceeds 1, and leaves a single test alone', () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([0.04])).toEqual([0.04]);
    expect(holm([])).toEqual([]);
  });
});

describe('holmWithin', () => {
  it('corrects each family by itself, in the order given', () => {
    const tests = [
      { family: 'xnli', p: 0.01 },
      { family: 'mlqa', p: 0.04 },
      { family: 'xnli', p: 0.03 },
    ];
    expect(holmWithin(tests)).toEqual([0.02, 0.04, 0.03]);
    expect(holmWithin([])).toEqual([]);
  });
});

describe('approximate randomisation', () => {
  const p = (differences: readonly number[], draws = 20_000) => {
    const values = Float64Array.from(differences);
    const sample = { positions: Int32Array.from(values.keys()), values };
    const swapped = swappedMeans(sample, values.length, draws, streamOf(5, 'swaps'));
    return randomisationP(values.reduce((sum, x) => sum + x, 0) / values.length, swapped);
  };

  it('comes near the exact test of all swaps', () => {
    // Eight items in favour of one side: only 2 of the 2⁸ sign patterns are as extreme. 20,000 draws: ± 0.002.
    expect(Math.abs(p([1, 1, 1, 1, 1, 1, 1, 1]) - 2 / 256)).toBeLessThan(0.003);
    // With items that agree, the same 2 of 2⁸.
    expect(Math.abs(p([1, 0, 1, 1, 0, 1, 1, 1, 1, 1]) - 2 / 256)).toBeLessThan(0.003);
    // Five against three: 2 · (1 + 8 + 28 + 56) / 2⁸.
    expect(Math.abs(p([1, 1, 1, 1, 1, -1, -1, -1]) - 186 / 256)).toBeLessThan(0.02);
  });

  it('is 1 for identical conditions', () => expect(p([0, 0, 0, 0], 100)).toBe(1));

  it('is uniform when nothing differs: 5 % of it below 0.05', () => {
    let below = 0;
    for (let set = 0; set < 400; set++) {
      const signs = streamOf(set, 'null');
      const values = Float64Array.from({ length: 60 }, () => signs.next() / 2 ** 31);
      const sample = { positions: Int32Array.from(values.keys()), values };
      const swapped = swappedMeans(sample, 60, 199, streamOf(set, 'swaps'));
      if (randomisationP(values.reduce((sum, x) => sum + x, 0) / 60, swapped) <= 0.05) below++;
    }
    // Binomial(400, 0.05): mean 20, standard deviation 4.4.
    expect(below).toBeGreaterThan(7);
    expect(below).toBeLessThan(33);
  });
});
