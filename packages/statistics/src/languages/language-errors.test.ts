import { describe, expect, it } from 'vitest';
import { armTable } from '../design/arm-table.ts';
import { contrastOf } from '../design/contrast.ts';
import { clustersOf, itemFrame } from '../design/item-frame.ts';
import { armOf, madeUpRuns, normals } from '../fixtures/made-up-runs.ts';
import { type RandomGenerator, streamOf } from '../resampling/generator.ts';
import { languageSpread } from './language-spread.ts';

interface World {
  readonly languages: number;
  readonly clusters: number;
  /** Whether the languages share their clusters. */
  readonly parallel: boolean;
  /** Draws of shots, of which half a point of deviation is; none without. */
  readonly draws?: number;
}

/** The p of equal effects in one made-up study of three seeds, in which they are. */
function testOf({ languages, clusters, parallel, draws }: World, stream: RandomGenerator): number {
  const names = Array.from({ length: languages }, (_, l) => `l${l}`);
  const ids = Array.from({ length: clusters }, (_, i) => `${i}`);
  const frame = itemFrame(names.map((language) => ({ language, clusters: clustersOf(language, ids, parallel) })));
  const shared = normals(clusters, parallel ? 0.7 : 0, stream);
  const seeds = normals(3, 0.1, stream);
  const runs = names.flatMap((language) => {
    const items = normals(clusters, 0.7, stream).map((item, i) => item + (shared[i] ?? 0));
    const drawn = draws === undefined ? {} : { draws: normals(draws, 0.5, stream) };
    return madeUpRuns(language, { items, seeds, rest: 0.3, ...drawn }, stream);
  });
  return languageSpread(contrastOf(frame, [{ arm: armTable(frame, armOf('a', runs)), weight: 1 }], names)).test.p;
}

describe('languages of one effect', () => {
  // With every covariance in full they differ in 90, 12, 43 and 19 % of studies; 300 know a rate of 5 % to 1.3.
  it.each<[string, World]>([
    ['more of them than clusters they share', { languages: 11, clusters: 8, parallel: true }],
    ['few clusters in each', { languages: 6, clusters: 5, parallel: false }],
    ['two draws of shots', { languages: 6, clusters: 100, parallel: false, draws: 2 }],
    ['three draws of shots', { languages: 6, clusters: 100, parallel: false, draws: 3 }],
  ])('differ by chance in about one of twenty studies, or fewer: %s', (_, world) => {
    const stream = streamOf(41, JSON.stringify(world));
    const ps = Array.from({ length: 300 }, () => testOf(world, stream));
    expect(ps.filter((p) => p < 0.05).length / 3).toBeLessThan(9);
  });
});
