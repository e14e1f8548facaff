import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { analyseResults } from '../analysis/analyse-results.ts';
import type { Analysed } from '../analysis/analysed.ts';
import { readItems } from './read-items.ts';

// Made by `recompute.py made-up-items.csv --parallel choice`: numpy and scipy, from the formulas of docs/statistics.md.
const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);

const place = {
  target: z.string(),
  language: z.string(),
  arm: z.string(),
  intermediate: z.string(),
  shots: z.number(),
};
const goldenSchema = z.object({
  scores: z.array(z.object({ ...place, score: z.number() })),
  effects: z.array(z.object({ ...place, estimate: z.number(), low: z.number(), high: z.number() })),
});

let golden: z.infer<typeof goldenSchema>;
let analysis: Analysed;
beforeAll(async () => {
  golden = goldenSchema.parse(JSON.parse(await readFile(fixture('recompute.json'), 'utf8')));
  const { results } = await readItems(fixture('made-up-items.csv'), { parallel: ['choice'] });
  analysis = analyseResults(results, { replicates: 100 });
});

type Place = Pick<
  z.infer<typeof goldenSchema>['scores'][number],
  'target' | 'language' | 'arm' | 'intermediate' | 'shots'
>;

const nameOf = ({ target, language, arm, intermediate, shots }: Place) =>
  [target, language, arm, intermediate, shots].join(' ');

/** The largest distance between numbers of the same name; Infinity where one has no partner. */
function farthest(ours: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): number {
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return Math.max(
    ...[...names].map((name) => {
      const [one, other] = [ours.get(name), theirs.get(name)];
      return one === undefined || other === undefined ? Number.POSITIVE_INFINITY : Math.abs(one - other);
    }),
  );
}

// Sums of a few hundred float64 numbers, and two libraries' quantiles.
const rounding = 1e-9;

describe('an analysis from an item table alone', () => {
  it('has the scores that numpy finds in the table', () => {
    const ours = analysis.scores.map((row): [string, number] => [
      nameOf({ ...row.condition, target: row.target, language: row.language ?? 'macro' }),
      row.mean ?? Number.NaN,
    ]);
    const theirs = golden.scores.map((row): [string, number] => [nameOf(row), row.score]);
    expect(theirs).toHaveLength(21);
    expect(farthest(new Map(ours), new Map(theirs))).toBeLessThan(rounding);
  });

  it.each(['estimate', 'low', 'high'] as const)('has the differences to zero-shot and their intervals: %s', (end) => {
    const ours = analysis.effects.flatMap(({ condition, against, ...row }): [string, number][] => {
      if (against.arm !== 'zero-shot') return [];
      const value = { estimate: row.estimate, low: row.interval?.[0], high: row.interval?.[1] }[end];
      return [[nameOf({ ...condition, target: row.target, language: row.language ?? 'macro' }), value ?? Number.NaN]];
    });
    const theirs = golden.effects.map((row): [string, number] => [nameOf(row), row[end]]);
    // Five seeds, not pooled, over clusters; three seeds, pooled, parallel, with and without draws of shots.
    expect(theirs).toHaveLength(14);
    expect(farthest(new Map(ours), new Map(theirs))).toBeLessThan(rounding);
  });
});
