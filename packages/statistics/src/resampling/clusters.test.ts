import { expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import { itemFrame } from '../design/item-frame.ts';
import { effectOf } from '../effects/effect.ts';
import { armOf, normals } from '../fixtures/made-up-runs.ts';
import { resampledMeans } from '../fixtures/resample.ts';
import { standardDeviation } from '../summary.ts';
import { streamOf } from './generator.ts';
import { poolsOf, sampleOf } from './item-pools.ts';

/** 60 paragraphs of one to five questions each; those of one paragraph have something in common. */
function paragraphs() {
  const stream = streamOf(14, 'paragraphs');
  const rows = Array.from({ length: 60 }, (_, g) => {
    const [common = 0] = normals(1, 5, stream);
    return normals(1 + (g % 5), 5, stream).map((own) => ({ group: `p${g}`, score: 50 + common + own }));
  }).flat();
  return { groups: rows.map(({ group }) => group), scores: Float64Array.from(rows, ({ score }) => score) };
}

const { groups, scores } = paragraphs();
const cell = {
  language: 'de',
  arm: 'zero-shot',
  intermediate: 'none',
  shots: 0,
  bucket: 0,
  seed: 1,
  scores: {},
  ids: groups.map((_, i) => `q${i}`),
  items: scores,
};

/** Standard deviation of the mean over bootstrap draws. */
function bootstrapped(withGroups: boolean): number {
  const own = withGroups ? { ...cell, groups } : cell;
  const [pool] = poolsOf([own], false, 'mlqa');
  const sample = pool && sampleOf([own], pool);
  if (!pool || !sample) throw new Error('no sample');
  expect(pool.size).toBe(withGroups ? 60 : groups.length);
  const [draws = new Float64Array()] = resampledMeans(pool.size, [sample], 4000, streamOf(1, 'draws'));
  return standardDeviation([...draws]) ?? 0;
}

it('the bootstrap of clusters has the standard error that the formula has, and that of items a smaller one', () => {
  const frame = itemFrame([{ language: 'de', clusters: groups }]);
  const arm = armTable(frame, armOf('a', [{ language: 'de', seed: 1, bucket: 0, items: scores }]));
  const formula = Math.sqrt(effectOf(contrastOf(frame, [{ arm, weight: 1 }], ['de'])).error.items);
  // 4,000 draws know a standard deviation to 1.1 %; a ratio of 60 clusters is linear to about 2 %.
  expect(Math.abs(bootstrapped(true) / formula - 1)).toBeLessThan(0.05);
  expect(bootstrapped(false)).toBeLessThan(0.85 * formula);
});
