import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { copa } from './index.ts';

const row = {
  premise: 'The glass fell.',
  choice1: 'It broke.',
  choice2: 'It sang.',
  question: 'effect',
  idx: 7,
  label: 0,
};
const cause = { ...row, choice1: 'It was full.', choice2: 'The cat jumped.', question: 'cause', idx: 8, label: 1 };
const hidden = { ...row, idx: 9, label: -1 };

describeTask(copa, [row, cause, hidden]);

it('skips a hidden label', () => {
  expect(copa.read(hidden)).toEqual({ skipped: 'the label is hidden' });
});

it('refuses a third choice and a question of another sort', () => {
  expect(() => copa.read({ ...row, label: 2 })).toThrow(/label/);
  expect(() => copa.read({ ...row, question: 'reason' })).toThrow(/question/);
});
