import { expect, it } from 'vitest';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';

const whole = madeUpResults({
  ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli'], shots: [10], seeds: [1, 2, 3] },
  ...{ buckets: 3, items: 40, targets: ['xnli'] },
});

const counted = (cells: typeof whole.cells, name: string, language: string | null = null) => {
  const { scores } = analyseResults({ ...whole, cells }, { replicates: 100 });
  const row = scores.find((one) => one.condition.name === name && one.language === language);
  return [row?.seeds, row?.buckets, row?.bySeed.length];
};

it('a score counts the seeds and draws that are in its mean, and no others', () => {
  expect(counted(whole.cells, 'mnli')).toEqual([3, 0, 3]);
  expect(counted(whole.cells, '10 shots')).toEqual([3, 3, 3]);
  const without = whole.cells.filter(
    ({ arm, language, seed, bucket }) =>
      !(arm === 'intermediate' && language === 'sw' && seed === 3) &&
      !(arm === 'target-shots' && language === 'sw' && seed === 2 && bucket === 3),
  );
  expect(counted(without, 'mnli')).toEqual([2, 0, 2]);
  expect(counted(without, 'mnli', 'de')).toEqual([3, 0, 3]);
  expect(counted(without, '10 shots')).toEqual([3, 2, 3]);
});

it('a model that stands beside every seed as it is counts as one', () => {
  const cells = whole.cells.map((cell) => (cell.arm === 'zero-shot' ? { ...cell, stage: 'base model' } : cell));
  expect(counted(cells, 'zero-shot')).toEqual([1, 0, 3]);
});
