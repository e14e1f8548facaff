import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { commonsenseQa } from './index.ts';

const choices = { label: ['A', 'B', 'C', 'D', 'E'], text: ['shelf', 'river', 'harbour', 'cellar', 'sky'] };
const row = { id: 'c1', question: 'Where would one moor a boat?', question_concept: 'boat', choices, answerKey: 'C' };
const hidden = { ...row, id: 'c2', answerKey: '' };

describeTask(commonsenseQa, [row, hidden]);

it('skips a hidden label', () => {
  expect(commonsenseQa.read(hidden)).toEqual({ skipped: 'the label is hidden' });
});

it('refuses an answer that is not among the choices', () => {
  expect(() => commonsenseQa.read({ ...row, answerKey: 'F' })).toThrow(/answerKey/);
});
