import type { Cell, CountedCells, Results } from '@stopover/study';
import { describe, expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';
import { summaryLines } from './summary-lines.ts';

const whole = madeUpResults({
  ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [10], seeds: [1, 2, 3] },
  ...{ items: 40, targets: ['xnli'] },
});

/** What a plan of these cells counts. */
const planOf = (cells: readonly Cell[]): CountedCells[] =>
  cells.map(({ model, target, training, language, arm, intermediate, shots, selection }) => ({
    ...{ model, target, training, language, arm, intermediate, shots, selection },
    cells: 1,
  }));

const both = ({ arm }: Cell): boolean => arm === 'intermediate+target-shots';
const without = whole.cells.filter((cell) => !both(cell));

const notesOf = (results: Results) =>
  Object.fromEntries(
    summaryLines(analyseResults(results, { replicates: 100 })).map(({ condition, note }) => [condition, note]),
  );

describe('evaluations that are not there', () => {
  it('are missing where the plan has them', () => {
    const [gone, ...rest] = whole.cells.filter(both);
    const notes = notesOf({ ...whole, cells: [...without, ...rest], planned: planOf(whole.cells) });
    expect(gone && notes['mnli + 10 shots']).toMatch('1 of 6 evaluations missing');
  });

  it('are neither missing nor shown where the study skips them', () => {
    const notes = notesOf({ ...whole, cells: without, planned: planOf(without) });
    expect(Object.keys(notes)).toEqual(['zero-shot', 'mnli', '10 shots']);
    expect(Object.values(notes).join()).not.toMatch('missing');
  });

  it('are shown as having no result where the plan has them and none is there', () => {
    const notes = notesOf({ ...whole, cells: without, planned: planOf(whole.cells) });
    expect(notes['mnli + 10 shots']).toMatch('6 of 6 evaluations missing');
  });
});

describe('runs that do not belong together', () => {
  const plain = { ...whole, study: { ...whole.study, planned: false } };
  const lined = (change: (cell: Cell) => Cell | null) => {
    const results = { ...plain, cells: whole.cells.flatMap((cell) => change(cell) ?? []) };
    return { notes: notesOf(results), answer: analyseResults(results, { replicates: 100 }).answer.headline };
  };

  it('are said to be apart where an arm has other seeds than zero-shot', () => {
    const { notes, answer } = lined((cell) =>
      cell.arm === 'zero-shot' ? cell : cell.arm === 'intermediate' ? { ...cell, seed: cell.seed + 10 } : null,
    );
    expect(notes['mnli']).toMatch('no language and seed in common with zero-shot');
    expect(answer).toMatch('no result has languages, seeds and draws in common with it');
  });

  it('are said to have no score where each seed has a draw of its own', () => {
    const { notes } = lined((cell) => (cell.shots > 0 ? { ...cell, bucket: cell.seed } : cell));
    expect(notes['10 shots']).toMatch('no seed in all languages, or no draw of shots in all seeds');
    expect(notes['mnli']).not.toMatch('no seed');
  });
});
