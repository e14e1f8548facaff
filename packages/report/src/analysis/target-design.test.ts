import { streamOf } from '@stopover/statistics';
import type { Cell, PlannedArm, Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { armsNamed, madeUpResults, normal } from '../fixtures/made-up-results.ts';
import { analyseResults } from './analyse-results.ts';

const made = madeUpResults({
  ...{ languages: ['de'], intermediates: ['none', 'mnli', 'qqp'], shots: [], targets: ['xnli'], items: 40 },
  seeds: [1, 2, 3],
});

/** The study with a third arm, whose runs differ by ten points from seed to seed. */
function withUnsteady(more: { readonly sum?: true }): Results {
  const arms = armsNamed('zero-shot', 'intermediate');
  const unsteady = armsNamed('intermediate').map(
    (arm): PlannedArm => ({ ...arm, name: 'third', arm: 'third', ...more }),
  );
  const stream = streamOf(1, 'third');
  const cells = made.cells
    .filter(({ arm }) => arm === 'intermediate')
    .map((cell): Cell => {
      const shift = 10 * normal(stream);
      const items = Float64Array.from(cell.items ?? [], (score) => score + shift);
      return { ...cell, arm: 'third', stage: `${cell.stage}-third`, items };
    });
  return { ...made, study: { ...made.study, arms: [...arms, ...unsteady] }, cells: [...made.cells, ...cells] };
}

const intervalOf = (results: Results) =>
  analyseResults(results, { replicates: 200 }).effects.find(
    ({ condition, language, againstRole }) =>
      condition.name === 'mnli' && condition.arm === 'intermediate' && language === null && againstRole === 'baseline',
  )?.interval;

it('sums of what tasks change vary over seeds in their own way, and widen nobody else’s interval', () => {
  expect(intervalOf(made)).toBeDefined();
  expect(intervalOf(withUnsteady({ sum: true }))).toEqual(intervalOf(made));
  // Arms of one class share their variance.
  expect(intervalOf(withUnsteady({}))).not.toEqual(intervalOf(made));
});
