import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { squadV1 } from './index.ts';

const context = 'The 🎻 museum in Oldport opened in 1931. It owns forty violins.';
const rows = [
  // Offsets count code points: the violin is one.
  { id: 'q1', title: 'Oldport', context, question: 'Where is it?', answers: { text: ['Oldport'], answer_start: [16] } },
  {
    id: 'q2',
    title: 'Oldport',
    context,
    question: 'How many violins are there?',
    answers: { text: ['forty violins', 'forty'], answer_start: [48, 48] },
  },
  { id: 'q3', title: 'Oldport', context, question: 'Who?', answers: { text: ['Nobody'], answer_start: [0] } },
];

describeTask(squadV1, rows);

it('counts offsets in UTF-16 units', () => {
  expect(squadV1.read(rows[0])).toMatchObject({ gold: { start: context.indexOf('Oldport') } });
});

it('skips an answer that the paragraph does not hold', () => {
  expect(squadV1.read(rows[2])).toEqual({ skipped: 'the answer is not in the paragraph' });
});

it('refuses a question without an answer', () => {
  expect(() => squadV1.read({ ...rows[0], answers: { text: [], answer_start: [] } })).toThrow(/answers/);
});
