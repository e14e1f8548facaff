import { describe, expect, it } from 'vitest';
import { poolSeeds } from '../components/seed-pool.ts';
import { seedScoresOf } from '../components/seed-scores.ts';
import { armTable } from '../design/arm-table.ts';
import { type Contrast, contrastOf } from '../design/contrast.ts';
import { type ItemFrame, itemFrame } from '../design/item-frame.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import golden from './fixtures/welch-of-scipy.json' with { type: 'json' };
import { independentRuns } from './independent-runs.ts';
import { intervalOf, pValueOf } from './interval.ts';

const count = 50;
const frameOf = (items: number): ItemFrame =>
  itemFrame([{ language: 'de', clusters: Array.from({ length: items }, (_, i) => `${i}`) }]);
const german = frameOf(count);

/** One arm with these scores, seed by seed. */
const scored = (
  frame: ItemFrame,
  scores: readonly (readonly number[])[],
  more: { seedless?: boolean } = {},
): Contrast => {
  const runs = scores.map((items, s) => ({ language: 'de', seed: s + 1, bucket: 0, items }));
  return contrastOf(frame, [{ arm: armTable(frame, { ...armOf('a', runs), ...more }), weight: 1 }], ['de']);
};

const alike = (means: readonly number[]) => means.map((mean) => [mean, mean, mean]);

describe('a difference of runs that were trained apart', () => {
  it('is scipy’s Welch test where all items agree', () => {
    const [a, b] = [scored(frameOf(3), alike(golden.first)), scored(frameOf(3), alike(golden.second))];
    const effect = independentRuns({ contrast: a }, { contrast: b });
    expect(effect.error.seedDegrees).toBeCloseTo(golden.degrees, 9);
    expect(intervalOf(effect)[0]).toBeCloseTo(golden.interval[0] ?? 0, 9);
    expect(intervalOf(effect)[1]).toBeCloseTo(golden.interval[1] ?? 0, 9);
    expect(pValueOf(effect)).toBeCloseTo(golden.p, 9);
    expect(effect).toMatchObject({ seeds: 3, sources: { seeds: true } });
  });

  it('pairs items, and not seeds', () => {
    // Hard and easy items that are so in both: what is left of them in the difference is nothing.
    const hard = [0, 100, 30, 60];
    const plus = (by: number) => hard.map((one) => one + by);
    const effect = independentRuns(
      { contrast: scored(frameOf(4), [plus(1), plus(3)]) },
      { contrast: scored(frameOf(4), [plus(0), plus(2)]) },
    );
    expect(effect.value).toBe(1);
    expect(effect.components.items).toBeCloseTo(0, 12);
    // 2/2 + 2/2, though seed by seed the difference is always 1.
    expect(effect.error.seeds).toBeCloseTo(2, 12);
    expect(effect.error.seedDegrees).toBeCloseTo(2, 12);
  });

  it('of a model without seeds has the other side’s alone', () => {
    const base = scored(frameOf(3), [[50, 50, 50]], { seedless: true });
    const effect = independentRuns({ contrast: scored(frameOf(3), alike(golden.first)) }, { contrast: base });
    expect(effect.error.seedDegrees).toBe(4);
    expect(effect.seeds).toBe(5);
    expect(independentRuns({ contrast: base }, { contrast: base })).toMatchObject({
      value: 0,
      seeds: Number.POSITIVE_INFINITY,
      sources: { seeds: false },
    });
  });

  it('is refused over other items', () => {
    const [a, b] = [scored(frameOf(3), alike([1, 2])), scored(frameOf(4), [[1, 2, 3, 4]])];
    expect(() => independentRuns({ contrast: a }, { contrast: b })).toThrow(/clusters of items are not the same in de/);
  });

  it.each([3, 5].flatMap((seeds) => [0, 1, 4].map((r) => [seeds, r] as const)))(
    'holds the truth in its interval in most of many studies: 3 and %i seeds, r = %i',
    (seeds, r) => {
      const stream = streamOf(12, `apart ${seeds} ${r}`);
      const deviation = r * Math.sqrt(3 / count);
      const side = (number: number, hard: readonly number[], name: string) => {
        const own = normals(count, 0.7, stream);
        const truth = {
          items: hard.map((one, i) => one + (own[i] ?? 0)),
          seeds: normals(number, deviation, stream),
          rest: 0.7,
        };
        return armTable(german, armOf(name, madeUpRuns('de', truth, stream)));
      };
      let held = 0;
      for (let study = 0; study < 600; study++) {
        const hard = normals(count, 5, stream);
        const sides = [3, seeds].map((number) => {
          const arms = ['a', 'b', 'c'].map((name) => side(number, hard, name));
          const pool = poolSeeds(arms.map((arm) => seedScoresOf(german, arm, ['de'])));
          const terms = arms.slice(0, 1).map((arm) => ({ arm, weight: 1 }));
          return { contrast: contrastOf(german, terms, ['de']), pool };
        });
        const [first, second] = sides;
        if (!first || !second) throw new Error('two sides were made');
        const [low, high] = intervalOf(independentRuns(first, second));
        if (low <= 0 && high >= 0) held++;
      }
      // 95 % or a little more; 600 studies know it to 0.9.
      expect(held / 6).toBeGreaterThanOrEqual(93.5);
      expect(held / 6).toBeLessThanOrEqual(99);
    },
  );
});
