import type { Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';

/** Two arms that answer the same items rightly, so many of sixty, where guessing scores `chance` (null: it has no score). */
function world(right: number, chance: number | null): Results {
  const results = madeUpResults({
    ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [], seeds: [1, 2, 3] },
    ...{ items: 60, targets: ['xnli'] },
  });
  return {
    ...results,
    targets: results.targets.map((target) => ({ ...target, chance })),
    cells: results.cells.map(({ chance: _chance, ...cell }) => {
      const items = Float64Array.from(cell.ids, (_, i) => (i < right ? 100 : 0));
      return { ...cell, items, scores: { accuracy: (100 * right) / 60 } };
    }),
  };
}

const answerOf = (results: Results) => analyseResults(results, { replicates: 200 });

describe('a contrast of two sides that cannot do the task', () => {
  it.each([
    [2, null, true],
    [4, null, false],
    [22, 100 / 3, true],
    [24, 100 / 3, false],
  ])('is told from one of sides that can: %i of 60 right, guessing %s', (right, chance, near) => {
    const { effects } = answerOf(world(right, chance));
    expect(effects.map(({ flags }) => flags.includes('near the floor'))).toEqual(effects.map(() => near));
  });

  it('is not told as equality', () => {
    const { answer } = answerOf(world(2, null));
    expect(answer.headline).toMatch(/no effect beyond the margin, but both sides score hardly above guessing/);
    expect(answerOf(world(40, null)).answer.headline).toMatch(/: no effect beyond the margin\./);
  });

  it('is one by the margin of the study', () => {
    const results = world(4, null);
    const wide = answerOf({ ...results, study: { ...results.study, margin: 2 } });
    expect(wide.effects[0]?.flags).toContain('near the floor');
  });
});
