import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { ccg } from './index.ts';

const rows = [
  { file: 'train.stagged', line: 1, text: 'Ferries|N leave|S[dcl]\\NP .|.' },
  { file: 'train.stagged', line: 2, text: 'The|DT|NP/N ferry|NN|N left|VBD|S[dcl]\\NP ' },
];

describeTask(ccg, rows);

it('reads categories with and without parts of speech before them', () => {
  expect(rows.map((row) => ccg.read(row))).toEqual([
    { words: ['Ferries', 'leave', '.'], gold: ['N', 'S[dcl]\\NP', '.'] },
    { words: ['The', 'ferry', 'left'], gold: ['NP/N', 'N', 'S[dcl]\\NP'] },
  ]);
});

it('refuses a word without a category', () => {
  expect(() => ccg.read({ text: 'Ferries|N leave' })).toThrow(/word\|category/);
});
