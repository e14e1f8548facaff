import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { cosmosQa } from './index.ts';

const row = {
  id: 'post-1',
  context: 'I left the window open all night . The desk was soaked .',
  question: 'What happened during the night ?',
  answer0: 'Someone spilled tea .',
  answer1: 'It rained .',
  answer2: 'The window broke .',
  answer3: 'None of the above choices .',
  label: 1,
};

describeTask(cosmosQa, [row, { ...row, id: 'post-2', question: 'Who closed it ?', label: 3 }]);

it('refuses a label without an answer', () => {
  expect(() => cosmosQa.read({ ...row, label: 4 })).toThrow(/label/);
  expect(() => cosmosQa.read({ ...row, label: -1 })).toThrow(/label/);
});
