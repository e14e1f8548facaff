import { describe, expect, it } from 'vitest';
import golden from './fixtures/isotonic-of-scipy.json' with { type: 'json' };
import { fittedGains, placeOnCurve } from './gain-curve.ts';
import { isotonic } from './isotonic.ts';

describe('isotonic', () => {
  it.each(golden)('is scipy’s: $values with $weights', ({ values, weights, fitted }) => {
    const found = isotonic(values, weights ?? undefined);
    expect(found.length).toBe(fitted.length);
    for (const [i, value] of fitted.entries()) expect(found[i]).toBeCloseTo(value, 10);
  });
});

describe('placeOnCurve', () => {
  const rising = [
    { shots: 10, gain: 1 },
    { shots: 100, gain: 3 },
    { shots: 1000, gain: 5 },
  ];
  it('interpolates in log(shots), and tells the four places apart', () => {
    expect(placeOnCurve(2, rising)).toEqual({ where: 'between', shots: expect.closeTo(10 ** 1.5, 9) });
    expect(placeOnCurve(5, rising)).toEqual({ where: 'between', shots: expect.closeTo(1000, 9) });
    expect(placeOnCurve(1, rising)).toEqual({ where: 'between', shots: 10 });
    expect(placeOnCurve(0.5, rising)).toEqual({ where: 'below', shots: 10 });
    expect(placeOnCurve(0, rising)).toEqual({ where: 'without', shots: 0 });
    expect(placeOnCurve(5.1, rising)).toEqual({ where: 'above', shots: 1000 });
  });
  it('makes the curve rise first, from 0', () => {
    const noisy = [
      { shots: 10, gain: -2 },
      { shots: 100, gain: 4 },
      { shots: 1000, gain: 2 },
    ];
    expect(fittedGains(noisy)).toEqual([0, 3, 3]);
    // Halfway from 0 at 10 to 3 at 100. The raw curve's first crossing would be at 10^(1 + 3.5/6).
    expect(placeOnCurve(1.5, noisy)).toEqual({ where: 'between', shots: expect.closeTo(10 ** 1.5, 9) });
    expect(placeOnCurve(3.5, noisy)).toEqual({ where: 'above', shots: 1000 });
  });
  it('lets sure points weigh more', () => {
    const [low] = fittedGains([
      { shots: 10, gain: 4, weight: 3 },
      { shots: 100, gain: 0, weight: 1 },
    ]);
    expect(low).toBe(3);
  });
});
