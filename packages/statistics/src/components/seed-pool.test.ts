import { describe, expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { differenceOfArms } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { intervalOf } from '../effects/interval.ts';
import { normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { poolSeeds } from './seed-pool.ts';
import { seedScoresOf } from './seed-scores.ts';

const frame = itemFrame([{ language: 'de', clusters: ['a', 'b'] }]);

/** Share of 95 % intervals of two ordinary arms that hold the truth, beside eight averages of two of four seeds; in percent. */
function coverage(classOfAverages: string): number {
  const stream = streamOf(9, 'averages');
  const arm = (name: string, varianceClass: string, deviation: number, seeds: number) => {
    const runs = normals(seeds, deviation, stream).map((luck, s) => {
      return { language: 'de', seed: s + 1, bucket: 0, items: [50 + luck, 50 + luck] };
    });
    return armTable(frame, { name, varianceClass, runs });
  };
  const studies = 2000;
  let held = 0;
  for (let study = 0; study < studies; study++) {
    const [a, b] = [arm('a', 'no shots', 1, 4), arm('b', 'no shots', 1, 4)];
    const averages = Array.from({ length: 8 }, (_, i) => arm(`average ${i}`, classOfAverages, Math.SQRT1_2, 2));
    const pool = poolSeeds([a, b, ...averages].map((one) => seedScoresOf(frame, one, ['de'])));
    const [low, high] = intervalOf(effectOf(differenceOfArms(frame, a, b, ['de']), pool));
    if (low <= 0 && high >= 0) held++;
  }
  return (100 * held) / studies;
}

describe('averages of several runs', () => {
  it('leave the intervals of single runs as they are where they have a class of their own', () => {
    // 2,000 studies know it to 0.5.
    expect(coverage('no shots, mean of 2')).toBeGreaterThanOrEqual(94);
  });

  it('would make them too narrow in their class', () => {
    expect(coverage('no shots')).toBeLessThan(92.5);
  });
});
