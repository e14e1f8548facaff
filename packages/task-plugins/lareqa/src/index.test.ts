import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { lareqa } from './index.ts';

const context = 'The Nordlicht left Brunsa at dawn. Nobody waved.';
const rows = [
  {
    file: 'en.json',
    title: 'Ships',
    id: 'q1',
    question: 'When did the Nordlicht leave?',
    context,
    answers: { text: ['dawn'], answer_start: [29] },
  },
  {
    file: 'en.json',
    title: 'Ships',
    id: 'q2',
    question: 'What left?',
    context,
    answers: { text: ['The Nordlicht'], answer_start: [0] },
  },
  {
    file: 'en.json',
    title: 'Ships',
    paragraph: 0,
    sentence: 0,
    text: 'The Nordlicht left Brunsa at dawn.',
    context,
    answers_to: ['q1', 'q2'],
  },
  { file: 'en.json', title: 'Ships', paragraph: 0, sentence: 1, text: 'Nobody waved.', context, answers_to: [] },
];

describeTask(lareqa, rows);

it('reads a question as a query, and a sentence with its paragraph as a document that says what it answers', () => {
  expect(rows.map((row) => lareqa.read(row))).toEqual([
    { id: 'q1', group: context, query: { id: 'q1', text: 'When did the Nordlicht leave?' }, gold: [] },
    { id: 'q2', group: context, query: { id: 'q2', text: 'What left?' }, gold: [] },
    { document: { id: 'en.json 0.0', text: 'The Nordlicht left Brunsa at dawn.', context }, gold: ['q1', 'q2'] },
    { document: { id: 'en.json 0.1', text: 'Nobody waved.', context }, gold: [] },
  ]);
});
