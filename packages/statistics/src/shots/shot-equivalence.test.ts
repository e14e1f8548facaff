import { describe, expect, it } from 'vitest';
import { poolSeeds } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { armTable } from '../design/arm-table.ts';
import { contrastsOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { type ShotEquivalence, shotEquivalence } from './shot-equivalence.ts';

const counts = [10, 100, 1000];
const count = 50;
const frame = itemFrame([{ language: 'de', clusters: Array.from({ length: count }, (_, i) => `${i}`) }]);

/** One study: 3 seeds, 5 draws; gains over zero-shot of the intermediate and of each number of shots, with noise. */
function study(stop: number, gains: readonly number[], noise: number, label: string, upwards = true): ShotEquivalence {
  const stream = streamOf(17, label);
  const base = normals(count, 3 * noise, stream);
  const make = (name: string, varianceClass: string, gain: number, draws: number) => {
    const own = normals(count, 1.5 * noise, stream);
    const truth = {
      items: base.map((item, i) => (upwards ? 1 : -1) * (item + gain + (own[i] ?? 0))),
      seeds: normals(3, noise, stream),
      rest: noise,
      ...(draws > 0 && { draws: normals(draws, noise, stream) }),
    };
    return armTable(frame, { name, varianceClass, runs: madeUpRuns('de', truth, stream) });
  };
  const zero = make('zero-shot', 'no shots', 0, 0);
  const arms = [make('intermediate', 'no shots', stop, 0)];
  gains.forEach((gain, i) => {
    arms.push(make(`${counts[i]} shots`, `${counts[i]} shots`, gain, 5));
  });
  const terms = arms.map((arm) => [
    { arm, weight: 1 },
    { arm: zero, weight: -1 },
  ]);
  const [own, ...curve] = contrastsOf(frame, terms, ['de']);
  if (!own) throw new Error('no contrast');
  const pool = poolSeeds([zero, ...arms].map((arm) => seedScoresOf(frame, arm, ['de'])));
  const points = curve.map((contrast, i) => ({ shots: counts[i] ?? 0, contrast }));
  return shotEquivalence(own, points, { pool, replicates: 400, upwards });
}

describe('shotEquivalence', () => {
  it('has the truth as its median, and says a number where there is one', () => {
    const found = Array.from({ length: 60 }, (_, i) => study(3, [1, 3, 5], 0.35, `truth ${i}`));
    const numbers = found.flatMap(({ shots }) => shots ?? []).sort((a, b) => a - b);
    expect(numbers.length).toBeGreaterThan(50);
    const median = numbers[Math.floor(numbers.length / 2)] ?? 0;
    expect(median).toBeGreaterThan(85);
    expect(median).toBeLessThan(115);
    // 95 % intervals: 60 studies know their coverage to 3 %.
    const held = found.filter(({ interval }) => interval && interval[0] <= 100 && interval[1] >= 100).length;
    expect(held / numbers.length).toBeGreaterThan(0.88);
  });

  it.each([
    ['no positive equivalent', -2, [1, 3, 5]],
    ['no positive equivalent', 0, [1, 3, 5]],
    ['below', 2, [5, 6, 7]],
    ['above', 8, [1, 3, 5]],
    ['not monotone', 4, [-6, 3, 5]],
    ['uncertain', 5.05, [1, 3, 5]],
  ] as const)('answers %s: a gain of %d against %j', (answer, stop, gains) => {
    const { answer: found, shots, interval, probabilities } = study(stop, gains, 0.35, `answers ${stop}`);
    expect(found).toBe(answer);
    expect(shots).toBeNull();
    expect(interval).toBeNull();
    expect(probabilities.below + probabilities.between + probabilities.above).toBeCloseTo(1, 12);
    expect(probabilities.without).toBeLessThanOrEqual(probabilities.below);
  });

  it('is the same for a metric that falls', () => {
    const up = study(3, [1, 3, 5], 0.3, 'falls');
    const down = study(3, [1, 3, 5], 0.3, 'falls', false);
    expect(down.answer).toBe('number');
    expect(Math.abs((down.shots ?? 0) / (up.shots ?? 1) - 1)).toBeLessThan(0.6);
    expect(down.curve.every(({ effect }) => effect.value < 0)).toBe(true);
  });

  it('wants each number of examples once', () => {
    expect(() => study(3, [], 0.3, 'none')).toThrow(/no number of examples/);
  });
});
