import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { squadRetrieval } from './retrieval.ts';

const context = 'The 🎻 museum in Oldport opened in 1931. It owns forty violins. Dr. Ames repairs them.';
const row = (id: string, question: string, text: string, answer_start: number) => ({
  ...{ id, title: 'Oldport', context, question },
  answers: { text: [text], answer_start: [answer_start] },
});
const rows = [
  row('q1', 'Where is the museum?', 'Oldport', 16),
  row('q2', 'How many violins are there?', 'forty violins', 48),
  row('q3', 'Who repairs the violins?', 'Dr. Ames', 63),
  row('q4', 'When did it open?', '1931', 34),
  row('q5', 'Who?', 'Nobody', 0),
];

describeTask(squadRetrieval, rows);

it('finds the sentence that holds the answer; questions about one sentence share their document', () => {
  const [first, second, third, fourth] = rows.map((one) => squadRetrieval.read(one));
  expect(second).toMatchObject({ document: { text: 'It owns forty violins.', context }, query: { id: 'q2' } });
  expect(third).toMatchObject({ document: { text: 'Dr. Ames repairs them.' } });
  if (!first || 'skipped' in first || !fourth || 'skipped' in fourth) throw new Error('skipped');
  expect(fourth.document).toEqual(first.document);
  expect(fourth.gold).toEqual([first.document?.id]);
});
