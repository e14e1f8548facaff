import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { xquad } from './index.ts';

const answers = (text: string, start: number) => ({ text: [text], answer_start: [start] });
const rows = [
  { id: 'q1', context: 'Das Museum öffnete 1931.', question: 'Wann öffnete es?', answers: answers('1931', 19) },
  { id: 'q3', context: 'Das Museum öffnete 1931.', question: 'Was öffnete?', answers: answers('Das Museum', 0) },
  { id: 'q1', context: '博物馆于1931年开放。', question: '何时开放？', answers: answers('1931年', 4) },
  // The hub strips this context's leading blank, so the stated place is one too far.
  { id: 'q2', context: 'Müze 1931 yılında açıldı.', question: 'Ne zaman?', answers: answers('1931', 6) },
];

describeTask(xquad, rows);

it('keeps a test question whose answer is not in its context', () => {
  const kept = xquad.read({ ...rows[0], answers: answers('im Jahr 1931', 0) });
  expect(kept).toMatchObject({ id: 'q1', gold: { texts: ['im Jahr 1931'], start: -1 } });
});

it('has twelve languages', () => {
  expect(Object.keys(xquad.languages)).toHaveLength(12);
});
