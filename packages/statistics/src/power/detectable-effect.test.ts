import { describe, expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { intervalOf } from '../effects/interval.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { detectableEffect, seedDegrees, seedsFor } from './detectable-effect.ts';
import { itemError } from './item-error.ts';
import { observedDetectable } from './observed-detectable.ts';

const usual = { seedDeviation: 1, itemError: 0.4 };

describe('the detectable effect', () => {
  it.each([
    // (2.3060 + 0.8889)·√(0.16 + 2/2), (2.1199 + 0.8647)·√(0.16 + 2/3), (2.0369 + 0.8530)·√(0.16 + 2/5)
    [2, 8, true, 3.441],
    [3, 8, true, 2.7135],
    [5, 8, true, 2.1626],
    // (2.7764 + 0.9410)·√0.56
    [5, 1, false, 2.7818],
  ])('of %i seeds, %i arms, pooled %s, is %f points', (seeds, arms, pooled, expected) => {
    const degrees = seedDegrees(seeds, arms, pooled);
    expect(detectableEffect({ ...usual, seeds, degrees })).toBeCloseTo(expected, 3);
  });

  it('grows with every source of error and shrinks with seeds and draws', () => {
    const base = detectableEffect({ ...usual, seeds: 3, degrees: 16 });
    const drawn = (count: number) =>
      detectableEffect({ ...usual, seeds: 3, degrees: 16, draws: { count, deviation: 1.5 } });
    expect(drawn(5)).toBeGreaterThan(base);
    expect(drawn(2)).toBeGreaterThan(drawn(5));
    expect(detectableEffect({ ...usual, seeds: 3, degrees: 16 }, { power: 0.9 })).toBeGreaterThan(base);
  });

  it('has the seeds of one side alone where the other was not trained', () => {
    // (2.1199 + 0.8647)·√(0.16 + 1/3)
    expect(detectableEffect({ ...usual, seeds: 3, degrees: 16, seededSides: 1 })).toBeCloseTo(2.0962, 3);
  });

  it('tells how many seeds an effect takes, and when no number is enough', () => {
    const design = { ...usual, degreesOf: (seeds: number) => seedDegrees(seeds, 8, seeds <= 4) };
    const seeds = seedsFor(2.8, design) ?? 0;
    expect(seeds).toBe(3);
    // The items alone need (1.96 + 0.84)·0.4 = 1.12 points.
    expect(seedsFor(1.1, design)).toBeNull();
  });

  it('is not known of one seed', () => {
    expect(() => detectableEffect({ ...usual, seeds: 1, degrees: 0 })).toThrow(/with 1 nothing is known/);
  });
});

describe('the error over items', () => {
  it('is that of a difference of two proportions', () => {
    // 100·√(0.16/1000) = 1.2649
    expect(itemError({ items: 1000, discordance: 0.16 })).toBeCloseTo(1.2649, 4);
  });
  it('falls with languages as far as they are others, and rises with clusters', () => {
    const one = itemError({ items: 1000, discordance: 0.16 });
    expect(itemError({ items: 1000, discordance: 0.16, languages: 4 })).toBeCloseTo(one / 2, 12);
    expect(itemError({ items: 1000, discordance: 0.16, languages: 4, betweenLanguages: 1 })).toBeCloseTo(one, 12);
    const cluster = { size: 4, correlation: 0.2 };
    expect(itemError({ items: 1000, discordance: 0.16, cluster })).toBeCloseTo(one * Math.sqrt(1.6), 12);
  });
});

it('an effect of the detectable size is found in about four studies of five', () => {
  const stream = streamOf(6, 'power');
  const items = 60;
  const frame = itemFrame([{ language: 'de', clusters: Array.from({ length: items }, (_, i) => `${i}`) }]);
  // One arm stands for a difference: e² = 1/60 and 2σ²/n = 0.25/5.
  const expected = detectableEffect({
    seeds: 5,
    degrees: 4,
    seedDeviation: Math.sqrt(0.125),
    itemError: items ** -0.5,
  });
  let found = 0;
  let observed = 0;
  for (let study = 0; study < 1000; study++) {
    const truth = { items: normals(items, 1, stream), seeds: normals(5, 0.5, stream), rest: 0.1 };
    const raised = { ...truth, items: truth.items.map((item) => item + expected) };
    const arm = armTable(frame, armOf('a', madeUpRuns('de', raised, stream)));
    const effect = effectOf(contrastOf(frame, [{ arm, weight: 1 }], ['de']));
    if (intervalOf(effect)[0] > 0) found++;
    observed += observedDetectable(effect.error) / 1000;
  }
  // Each part of the interval has its own t, which makes it a little narrower than the formula's.
  expect(found).toBeGreaterThan(770);
  expect(found).toBeLessThan(930);
  expect(Math.abs(observed / expected - 1)).toBeLessThan(0.15);
});
