// Means over fewer languages vary more over seeds: what is pooled must be over the same ones.
import { expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { differenceOfArms } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { intervalOf } from '../effects/interval.ts';
import { normals } from '../fixtures/made-up-runs.ts';
import { streamOf } from '../resampling/generator.ts';
import { poolSeeds } from './seed-pool.ts';
import { seedScoresOf } from './seed-scores.ts';

const languages = ['de', 'ko', 'sw', 'th'];
const frame = itemFrame(languages.map((language) => ({ language, clusters: ['a', 'b'] })));

/** Share of 95 % intervals that hold the truth, in percent: of an arm in German alone against one of five in all languages. */
function coverage(pooledOver: readonly string[]): number {
  const stream = streamOf(3, 'languages');
  const arm = (name: string, own: readonly string[]) => {
    const runs = own.flatMap((language) =>
      normals(3, 1, stream).map((luck, s) => ({ language, seed: s + 1, bucket: 0, items: [50 + luck, 50 + luck] })),
    );
    return armTable(frame, { name, varianceClass: 'no shots', runs });
  };
  const studies = 1000;
  let held = 0;
  for (let study = 0; study < studies; study++) {
    const others = Array.from({ length: 5 }, (_, i) => arm(`arm ${i}`, languages));
    const [base] = others;
    const alone = arm('alone', ['de']);
    const scores = [...others.map((one) => seedScoresOf(frame, one, pooledOver)), seedScoresOf(frame, alone, ['de'])];
    if (!base) continue;
    const effect = effectOf(differenceOfArms(frame, alone, base, languages), poolSeeds(scores));
    const [low, high] = intervalOf(effect);
    if (low <= 0 && high >= 0) held++;
  }
  return (100 * held) / studies;
}

it('holds the truth where the variances are those of the languages of the contrast', () => {
  // 1,000 studies know it to 0.7.
  expect(coverage(['de'])).toBeGreaterThanOrEqual(93.5);
  expect(coverage(languages)).toBeLessThan(90);
});

it('does not take an arm for one over languages that it lacks', () => {
  const runs = [1, 2].map((seed) => ({ language: 'de', seed, bucket: 0, items: [50, 50] }));
  const arm = armTable(frame, { name: 'alone', varianceClass: 'no shots', runs });
  expect(() => seedScoresOf(frame, arm, languages)).toThrow('alone: it has no run in ko');
});
