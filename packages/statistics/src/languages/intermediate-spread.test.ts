import { describe, expect, it } from 'vitest';
import { poolSeeds } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { armTable } from '../design/arm-table.ts';
import { contrastsOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { type RandomGenerator, streamOf } from '../resampling/generator.ts';
import { intermediateSpread } from './intermediate-spread.ts';

interface World {
  readonly intermediates: number;
  readonly seeds: number;
  /** The error over seeds of an arm's mean over that from items. */
  readonly r: number;
  /** Standard deviation of the intermediates' true gains, in the items' standard error. */
  readonly tau?: number;
  /** How many times as wide the first intermediate varies over seeds. */
  readonly wild?: number;
  readonly clusters?: number;
  /** Whether the pool knows nothing of the first intermediate, as where its seeds are degenerate. */
  readonly unknown?: boolean;
}

/** The p of equal gains in one made-up study. */
function testOf(world: World, stream: RandomGenerator): number {
  const { intermediates, seeds, r, tau = 0, wild = 1, clusters = 60 } = world;
  const frame = itemFrame([{ language: 'de', clusters: Array.from({ length: clusters }, (_, i) => `${i}`) }]);
  const arms = Array.from({ length: intermediates + 1 }, (_, a) => {
    const [gain = 0] = a === 0 ? [0] : normals(1, tau / Math.sqrt(clusters), stream);
    const truth = {
      items: normals(clusters, 1, stream).map((item) => item + gain),
      seeds: normals(seeds, (a === 1 ? wild : 1) * r * Math.sqrt(seeds / clusters), stream),
      rest: 0.5,
    };
    return armTable(frame, armOf(`arm ${a}`, madeUpRuns('de', truth, stream)));
  });
  const [zero, ...others] = arms;
  const terms = others.map((arm) => [{ arm, weight: 1 }, ...(zero ? [{ arm: zero, weight: -1 }] : [])]);
  const known = arms.filter((_, a) => !(world.unknown && a === 1));
  const pool = poolSeeds(known.map((arm) => seedScoresOf(frame, arm, ['de'])));
  return intermediateSpread(contrastsOf(frame, terms, ['de']), pool).p;
}

/** Share of studies that find a difference, in percent. */
function found(world: World, studies: number): number {
  const stream = streamOf(23, JSON.stringify(world));
  const ps = Array.from({ length: studies }, () => testOf(world, stream));
  return (100 * ps.filter((p) => p < 0.05).length) / studies;
}

describe('intermediates that are all worth the same', () => {
  // 400 studies know a rate of 5 % to 1.1.
  it.each<[string, World]>([
    ['more intermediates than seeds', { intermediates: 9, seeds: 5, r: 4 }],
    ['three intermediates', { intermediates: 3, seeds: 5, r: 4 }],
    ['more intermediates than clusters', { intermediates: 9, seeds: 5, r: 0.3, clusters: 8 }],
    ['few seeds and few clusters', { intermediates: 9, seeds: 3, r: 0.3, clusters: 8 }],
    ['few seeds, one intermediate not in the pool', { intermediates: 9, seeds: 3, r: 4, unknown: true }],
  ])('differ by chance in about one of twenty studies, or fewer: %s', (_, world) => {
    expect(found(world, 400)).toBeLessThan(8.5);
  });

  it.each([5, 10])('nor much more often where one varies far more than the others: %i seeds', (seeds) => {
    // Without ε they do in 18 and 13 %.
    expect(found({ intermediates: 9, seeds, r: 4, wild: 8 }, 300)).toBeLessThan(11);
  });
});

describe('intermediates of which some are worth more', () => {
  it.each([
    ['nine', { intermediates: 9, seeds: 5, r: 1, tau: 4 }],
    ['nine, seeds deciding the error', { intermediates: 9, seeds: 5, r: 4, tau: 10 }],
    ['three', { intermediates: 3, seeds: 5, r: 1, tau: 10 }],
  ])('are told apart in most studies: %s', (_, world) => {
    expect(found(world, 100)).toBeGreaterThan(80);
  });
});
