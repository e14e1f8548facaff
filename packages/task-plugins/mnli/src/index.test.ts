import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { mnli } from './index.ts';

// The hub's columns, with the nulls that it has where a parse is missing.
const row = { promptID: null, pairID: null, premise_parse: null, genre: 'travel' };
const rows = [
  { ...row, premise: 'The ferry leaves at noon.', hypothesis: 'There is a boat at midday.', label: 0 },
  { ...row, premise: 'The ferry leaves at noon.', hypothesis: 'The ferry is full.', label: 1 },
  { ...row, premise: 'uh-huh i sold it last year', hypothesis: 'I still own it.', label: 2 },
];

describeTask(mnli, rows);

it('refuses a label that the head does not have', () => {
  expect(() => mnli.read({ ...rows[0], label: 3 })).toThrow(/label/);
  expect(() => mnli.read({ ...rows[0], label: -1 })).toThrow(/label/);
});
