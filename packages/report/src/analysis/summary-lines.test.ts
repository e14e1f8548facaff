import { expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import { summaryLines } from './summary-lines.ts';

const results = madeUpResults({
  ...{ languages: ['en', 'de', 'sw'], intermediates: ['none', 'mnli'], shots: [] },
  ...{ seeds: [1, 2, 3], items: 60, targets: ['xnli'] },
});

it('of degenerate runs those count that are in the mean: English is not', () => {
  const guessed = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 100 : 0));
  const cells = results.cells.map((cell) =>
    cell.seed === 3 ? { ...cell, items: guessed, scores: { accuracy: 100 / 3 }, chance: 100 / 3 } : cell,
  );
  const analysed = analyseResults({ ...results, cells }, { replicates: 100 });
  expect(analysed.runs.filter(({ flags }) => flags.length > 0)).toHaveLength(6);
  expect(summaryLines(analysed).map(({ condition, note }) => [condition, note.split(';')[0]])).toEqual([
    ['zero-shot', '2 of 6 runs degenerate'],
    ['mnli', '2 of 6 runs degenerate'],
  ]);
  expect(analysed.answer.lines[0]?.badges).toContain('4 degenerate runs');
});
