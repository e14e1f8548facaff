import { expect, it } from 'vitest';
import { analyseResults } from '../analysis/analyse-results.ts';
import { madeUpResults } from '../fixtures/made-up-results.ts';
import { datasetCard } from './dataset-card.ts';

const results = madeUpResults({
  ...{ languages: ['de', 'sw'], intermediates: ['none', 'mnli', 'qqp'], shots: [], seeds: [1, 2, 3], items: 20 },
  targets: ['xnli'],
});
const options = { version: '1.2.3', hasStudyFile: true, generated: false };
const cardOf = (some: typeof results, more: Partial<typeof options> = {}) =>
  datasetCard(analyseResults(some, { replicates: 100 }), some, { ...options, ...more });

it('says which models, recipe, margin and backend its numbers are of', () => {
  const card = cardOf(results);
  expect(card).toContain('| Base model | example/encoder-small |');
  expect(card).toContain('| Recipe | learning rate 2e-5, 2 epochs, batch 32 |');
  expect(card).toContain('| Margin | 1 point: the smallest difference that matters |');
  expect(card).toContain('| Backend | cpu |');
});

it('tells declared rows of its results from exploratory ones', () => {
  const against = { arm: 'zero-shot', intermediate: 'none', shots: 0 };
  const primary = [{ target: 'xnli', arm: 'intermediate', intermediate: 'mnli', shots: 0, against }];
  const card = cardOf({ ...results, study: { ...results.study, primary } });
  expect(card).toMatch(/^\| xnli \| mnli \| .*\| declared.* \|$/m);
  expect(card).not.toMatch(/^\| xnli \| qqp \| .*declared/m);
  expect(card).toContain('all others are exploratory');
  expect(cardOf(results)).toContain('No comparison was declared before the study ran');
});

it('says what the columns of layers.parquet are where there is one', () => {
  expect(cardOf(results)).not.toContain('Columns of layers.parquet');
  const layer = {
    target: 'xnli',
    title: 'zero-shot',
    stage: 'a',
    pooling: 'mean',
    layer: 2,
    chosenBy: 'protocol',
  } as const;
  const layers = [{ ...layer, development: null, scores: { 1: 20, 2: 30 }, ownThreshold: [] }];
  expect(cardOf({ ...results, layers })).toContain('## Columns of layers.parquet');
});

it('names no licence of a data set for rows that were generated in its form', () => {
  const license = 'CC-BY-NC-4.0';
  const references = [{ task: 'xnli', repo: 'facebook/xnli', revision: null, license, paper: '', citation: null }];
  expect(cardOf({ ...results, references })).toContain(license);
  const card = cardOf({ ...results, references }, { generated: true });
  expect(card).not.toContain(license);
  expect(card).toContain('Rows that Stopover generated, in the form of facebook/xnli');
});
