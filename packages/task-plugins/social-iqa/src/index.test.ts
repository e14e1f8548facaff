import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { socialIqa } from './index.ts';

const row = {
  context: 'Noor lent Sam an umbrella.',
  question: 'How would Sam feel?',
  answerA: 'grateful',
  answerB: 'soaked',
  answerC: 'angry at the rain',
  label: '1',
};

describeTask(socialIqa, [row, { ...row, question: 'What will Sam want to do next?', label: '3' }]);

it('counts labels from one, as its files do', () => {
  expect(socialIqa.read(row)).toMatchObject({ gold: 0 });
  expect(() => socialIqa.read({ ...row, label: '0' })).toThrow(/label/);
});
