import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { squadV2 } from './index.ts';

const context = 'Oldport has a museum. It opened in 1931.';
const rows = [
  {
    id: 'q1',
    title: 'Oldport',
    context,
    question: 'When?',
    answers: { text: ['1931', 'in 1931'], answer_start: [35, 32] },
  },
  { id: 'q2', title: 'Oldport', context, question: 'Who built it?', answers: { text: [], answer_start: [] } },
  { id: 'q3', title: 'Oldport', context, question: 'Who?', answers: { text: ['Nobody'], answer_start: [0] } },
];

describeTask(squadV2, rows);

it('knows questions without an answer', () => {
  expect(squadV2.read(rows[1])).toMatchObject({ gold: { texts: [], start: -1 } });
});

it('skips an answer that the paragraph does not hold', () => {
  expect(squadV2.read(rows[2])).toEqual({ skipped: 'the answer is not in the paragraph' });
});
