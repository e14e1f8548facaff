import { expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { resultsTable } from '../formats/csv.ts';
import { effectsTable } from '../formats/effects-csv.ts';
import { effectColumn, scoreColumn } from './table-columns.ts';

it('says of every column of the scores and the effects what it is, in their order', () => {
  const results = madeUpResults();
  expect(Object.keys(scoreColumn)).toEqual(Object.keys(resultsTable(results).columns));
  expect(Object.keys(effectColumn)).toEqual(Object.keys(effectsTable(analyseResults(results)).columns));
});
