import type { Cell, Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';

const made = madeUpResults({
  ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [10], seeds: [1, 2, 3] },
  ...{ targets: ['xnli'], items: 60 },
});

/** The study with one more arm, which scores what the intermediate does. */
function withArm(arm: string): Results {
  const own = made.cells
    .filter((cell) => cell.arm === 'intermediate')
    .map((cell): Cell => ({ ...cell, arm, intermediate: 'none', stage: `${cell.stage} of ${arm}` }));
  return { ...made, cells: [...made.cells, ...own] };
}

it('tells an arm from a condition that has its name: both keep their numbers', () => {
  const [plain, alike] = ['ten', '10 shots'].map((arm) => analyseResults(withArm(arm), { replicates: 200 }));
  const numbers = (analysis: typeof plain) =>
    (analysis?.effects ?? [])
      .filter(({ language, againstRole }) => language === null && againstRole === 'baseline')
      .map(({ condition: { arm, name }, estimate, interval }) => ({ arm, name, estimate, interval }));
  const named = (before: string, after: string) =>
    numbers(plain).map((row) => (row.arm === before ? { ...row, arm: '10 shots', name: after } : row));
  expect(numbers(alike)).toEqual(named('ten', '10 shots (10 shots)'));
});
