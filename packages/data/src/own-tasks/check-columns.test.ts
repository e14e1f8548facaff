import { expect, it } from 'vitest';
import { ownTaskSchema } from './own-task.ts';

const splits = { train: { en: 'train.jsonl' }, test: { sw: 'test.jsonl' } };

function faults(fields: object): readonly string[] {
  const { error } = ownTaskSchema.safeParse({ splits, ...fields });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const read = ', so that the answer would be read as input: name another column';

it('a column is not the input and its answer, nor two inputs or two answers, whatever the kind', () => {
  const labels = ['yes', 'no'];
  const classified = (columns: object) => faults({ kind: 'classification', labels, columns });
  expect(classified({ text: 'gold', pair: 'b', label: 'gold' })).toEqual([
    `columns.label: is a column of \`text\` too${read}`,
  ]);
  expect(classified({ text: ['a', 'gold'], label: 'gold' })).toEqual([
    `columns.label: is a column of \`text\` too${read}`,
  ]);
  expect(classified({ text: 'a', pair: 'a', label: 'gold' })).toEqual([
    'columns.pair: is what `text` reads: name another column',
  ]);
  expect(classified({ text: ['a', 'b'], pair: ['b', 'a'], label: 'gold' })).toEqual([
    'columns.pair: is what `text` reads: name another column',
  ]);
  expect(classified({ text: ['a', 'a'], label: 'gold' })).toEqual(['columns.text: names the column "a" twice']);

  const chosen = (context: string, choices: string | readonly string[], label = 'y') =>
    faults({ kind: 'choice', columns: { context, choices, label } });
  expect(chosen('a', ['b', 'b'])).toEqual(['columns.choices: names the column "b" twice']);
  expect(chosen('a', ['a', 'b'])).toEqual(['columns.choices: is what `context` reads: name another column']);
  expect(chosen('a', ['b', 'y'])).toEqual([`columns.label: is a column of \`choices\` too${read}`]);

  const spanned = (columns: object) =>
    faults({ kind: 'span', columns: { question: 'q', context: 'c', answer: 'a', ...columns } });
  expect(spanned({ question: 'c' })).toEqual(['columns.context: is what `question` reads: name another column']);
  expect(spanned({ answer: 'c' })).toEqual([`columns.answer: is a column of \`context\` too${read}`]);
  expect(spanned({ start: 'a' })).toEqual(['columns.start: is a column of `answer` too: name another column']);

  expect(faults({ kind: 'tagging', columns: { words: 'w', tags: 'w' } })).toEqual([
    `columns.tags: is a column of \`words\` too${read}`,
  ]);
  const training = { default: ['squad-retrieval'] };
  expect(faults({ kind: 'ranking', training, columns: { query: 'q', document: 'q' } })).toEqual([
    'columns.document: is what `query` reads: name another column',
  ]);
});

it('a title may stand before two texts, a context be the group, and an id be that of both sides', () => {
  const labels = ['yes', 'no'];
  const columns = { text: ['title', 'a'], pair: ['title', 'b'], label: 'gold', group: 'title' };
  expect(faults({ kind: 'classification', labels, columns })).toEqual([]);
  const span = { question: 'q', context: 'c', answer: 'a', id: 'id', group: 'c' };
  expect(faults({ kind: 'span', columns: span })).toEqual([]);
  const pairs = { query: 'q', document: 'd', queryId: 'id', documentId: 'id', gold: 'id' };
  expect(faults({ kind: 'bitext', columns: pairs })).toEqual([]);
});

it('a language is a tag of two or three letters, and an English name is told with its tag', () => {
  const columns = { words: 'w', tags: 't' };
  const said = (languages: object) =>
    faults({ kind: 'tagging', languages, columns, splits: { train: 't.{language}.csv' } });
  const wrong = 'must be a BCP 47 tag in its usual spelling, which begins with two or three letters';
  expect(said(['en', 'swahili'])).toEqual([`languages.1: ${wrong}: did you mean "sw"?`]);
  expect(said(['en', 'Haitian Creole'])).toEqual([`languages.1: ${wrong}: did you mean "ht"?`]);
  expect(said(['en', 'Filipino'])).toEqual([`languages.1: ${wrong}: did you mean "fil"?`]);
  expect(said(['en', 'SW'])).toEqual([`languages.1: ${wrong}, like sw or zh-Hans`]);
  expect(said(['en', 'fil', 'zh-Hans', 'mul'])).toEqual([]);
});
