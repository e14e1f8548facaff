import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { mlqa } from './index.ts';

const answers = (text: string, start: number) => ({ text: [text], answer_start: [start] });
const rows = [
  { id: 'q1', context: 'افتتح المتحف عام 1931.', question: 'متى افتتح؟', answers: answers('عام 1931', 13) },
  { id: 'q1', context: '博物馆于1931年开放。', question: '何时开放？', answers: answers('1931年', 4) },
  { id: 'q3', context: '博物馆于1931年开放。', question: '什么开放？', answers: answers('博物馆', 0) },
  { id: 'q2', context: 'Bảo tàng mở cửa năm 1931.', question: 'Khi nào?', answers: answers('năm 1931', 16) },
];

describeTask(mlqa, rows);

it('asks in the language of the paragraph', () => {
  for (const [config, tag] of Object.entries(mlqa.languages)) expect(config).toBe(`mlqa.${tag}.${tag}`);
  expect(Object.keys(mlqa.languages)).toHaveLength(7);
});

it("scores by the language's own articles", () => {
  const pairs = [{ gold: { texts: ['das Museum'], start: 0 }, prediction: 'Museum' }];
  const [f1, exactMatch] = mlqa.metrics;
  expect([f1.score(pairs, { language: 'de' }), exactMatch?.score(pairs, { language: 'de' })]).toEqual([100, 100]);
  expect(f1.score(pairs, { language: 'en' })).toBeCloseTo(200 / 3, 9);
  expect(exactMatch?.score(pairs, { language: 'en' })).toBe(0);
});
