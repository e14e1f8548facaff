import type { Results } from '@stopover/study';
import { expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { notKnown } from '../items/not-known.ts';
import { deviationsOf, methodOf } from './method.ts';

const made = madeUpResults({
  ...{
    languages: ['de'],
    intermediates: ['none', 'mnli'],
    shots: [10],
    seeds: [1, 2, 3],
    targets: ['xnli'],
    items: 40,
  },
});

const termsOf = (study: Results['study']) => {
  const analysis = analyseResults({ ...made, study }, { replicates: 100 });
  return [...methodOf(analysis), ...deviationsOf(analysis)].map(([term]) => term);
};

it('says how rows are drawn and cut only of runs that were made here', () => {
  const ofTraining = ['Long inputs', 'Examples of the language'];
  expect(termsOf(made.study)).toEqual(expect.arrayContaining(ofTraining));
  // A table that a study wrote: its runs were made here, too.
  expect(termsOf({ ...made.study, planned: false })).toEqual(expect.arrayContaining(ofTraining));
  const ofOthers = termsOf({ ...made.study, planned: false, recipe: notKnown });
  expect(ofOthers).toContain('Interval');
  for (const term of ofTraining) expect(ofOthers).not.toContain(term);
});
