import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { mewsliX, wikipediaPairs } from './index.ts';

const text = 'Am 3. Mai lief die {alte} Fähre 🚢 Nordlicht aus.';
const mention = { example_id: 'm1', mention_span: { start: 34, end: 43, text: 'Nordlicht' }, entity_id: 'E7' };
const entity = {
  entity_id: 'E7',
  title: 'Nordlicht',
  description: 'A ferry of the line from Brunsa.',
  sentence_spans: [],
};
const second = { ...mention, example_id: 'm3', mention_span: { start: 26, end: 31, text: 'Fähre' } };
const rows = [
  { context: { text, language: 'de' }, mentions: mention },
  { context: { text, language: 'de' }, mentions: second },
  entity,
];

describeTask(mewsliX, rows);
describeTask(wikipediaPairs, [
  { contextual_mention: { context: { text }, mention }, entity },
  {
    contextual_mention: {
      context: { text: 'Nordlicht' },
      mention: { ...mention, example_id: 'm2', mention_span: { start: 0, end: 9, text: 'Nordlicht' } },
    },
    entity,
  },
]);

it('writes a query as the baseline does, by code points and without braces of the text', () => {
  expect(mewsliX.read(rows[0])).toEqual({
    id: 'm1',
    group: text,
    query: { id: 'm1', text: 'Nordlicht: Am 3. Mai lief die (alte) Fähre 🚢 { Nordlicht } aus.' },
    gold: ['E7'],
  });
  expect(mewsliX.read(entity)).toEqual({ document: { id: 'E7', text: entity.description }, gold: [] });
});

it('skips a mention that is not where its span says', () => {
  const elsewhere = { ...mention, mention_span: { ...mention.mention_span, start: 30, end: 39 } };
  expect(mewsliX.read({ context: { text }, mentions: elsewhere })).toEqual({
    skipped: 'the mention is not where its span says',
  });
});
