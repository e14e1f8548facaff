import { locate } from '@stopover/data';
import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { anliPlus } from './index.ts';

const rows = [
  { premise: 'The ferry left at dawn.', hypothesis: 'The ferry left.', label: 0 },
  { premise: 'The ferry left at dawn.', hypothesis: 'It was full.', label: 1, uid: 'r1-7', reason: 'not said' },
  { premise: 'The ferry left at dawn.', hypothesis: 'It stayed.', label: 2, genre: null },
  { premise: 'The ferry left at dawn.', hypothesis: 'It rained.', label: -1 },
];

describeTask(anliPlus, rows);

it('skips a row of SNLI whose annotators did not agree', () => {
  expect(anliPlus.read(rows[3])).toEqual({ skipped: 'its annotators did not agree on a label' });
});

it('joins SNLI, MultiNLI and three rounds of ANLI', () => {
  const train = locate(anliPlus, 'en', 'train');
  expect([train?.repo, ...(train?.joined ?? []).map(({ repo, split }) => `${repo} ${split}`)]).toEqual([
    'stanfordnlp/snli',
    'nyu-mll/multi_nli train',
    'facebook/anli train_r1',
    'facebook/anli train_r2',
    'facebook/anli train_r3',
  ]);
});
