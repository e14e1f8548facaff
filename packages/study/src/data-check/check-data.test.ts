import { type AnyTask, DataError, defineTask, type Location, prefix } from '@stopover/core';
import { type CheckedTable, DataChecker, readRows, type TableCheck, Tables } from '@stopover/data';
import { miniatureSource } from '@stopover/miniature';
import { Tokenizer } from '@stopover/text';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TinySource, tinyCatalog, tinyTables, tinyTasks } from '../fixtures/tiny-world.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await Tokenizer.load(await miniatureSource().model('stopover/miniature'));
});

type Rows = readonly unknown[];

/** Checks of a task in a tiny world in which some tables are others. */
async function checksOf(task: AnyTask, changed: Readonly<Record<string, Rows>>, source = sourceWith(task, changed)) {
  const checks: TableCheck[] = [];
  const measure = { tokenizer, maxLength: 16, stride: 2 };
  for await (const check of new DataChecker(source).check(task, { measure, languages: undefined })) checks.push(check);
  return checks;
}

const sourceWith = (task: AnyTask, changed: Readonly<Record<string, Rows>>) =>
  new TinySource('', new Map([...tinyTables([...tinyTasks, task]), ...Object.entries(changed)]));

function checked(check: TableCheck | undefined): CheckedTable {
  if (check === undefined || check.missing !== null) throw new Error('the table is not there');
  return check;
}

const sum = (counts: CheckedTable['skipped']) => counts.reduce((total, { count }) => total + count, 0);
const claims = tinyCatalog().get('claims');

describe('a table', () => {
  it('of every kind is read as training reads it, with no row unaccounted for', async () => {
    for (const task of tinyTasks) {
      const source = sourceWith(task, {});
      const tables = new Tables(source);
      for (const check of await checksOf(task, {}, source)) {
        if (check.missing !== null) {
          expect(`${check.task} ${check.language} ${check.role}`).toBe('xcause qu test');
          continue;
        }
        expect(check.examples + sum(check.skipped) + check.errors).toBe(check.rows);
        expect([check.rows, check.errors, check.faults]).toEqual([check.counted, 0, 0]);
        const table = check.role === 'candidates' ? undefined : await tables.find(task, check.language, check.role);
        if (!table?.ok) throw new Error('there is no such table');
        const { rows, skipped } = await readRows(source, task, table.value);
        expect(check.examples).toBe(rows.examples.length);
        expect(check.skipped).toEqual(skipped.map(({ reason, count }) => ({ name: reason, count })));
        expect(check.lengths?.longest).toBeGreaterThan(2);
      }
    }
  });

  it('says which rows are wrong and goes on behind them', async () => {
    const text = 'the rain';
    const rows = [
      { text, label: 0 },
      { text, label: 7 },
      { text, label: -1 },
      { label: 1 },
      { text: ' ', label: 1 },
      { text, label: 1 },
    ];
    const [train] = await checksOf(claims, { 'tiny/claims default train': rows });
    expect(checked(train)).toMatchObject({
      ...{ rows: 6, counted: 6, examples: 3, errors: 2, faults: 2 },
      skipped: [{ name: 'the label is hidden', count: 1 }],
      remarks: [{ name: 'a text is empty', count: 1 }],
      labels: [
        { name: 'yes', count: 1 },
        { name: 'no', count: 2 },
      ],
      listed: [
        { row: 2, what: 'the label 7 is out of range: there are 2 labels' },
        { row: 4, what: 'the column "text" is missing (the row has label)' },
      ],
    });
    expect(checked(train).listed[0]?.file).toBe('tiny/claims, configuration default, split train');
  });

  it('says which rows of a split have the text of a row that is trained on', async () => {
    const train = [
      { text: 'the rain', label: 0 },
      { text: 'the wind', label: 1 },
    ];
    const validation = [
      { text: 'the wind', label: 1 },
      { text: 'the snow', label: 0 },
    ];
    const changed = { 'tiny/claims default train': train, 'tiny/claims default validation': validation };
    const [first, second] = await checksOf(claims, changed);
    expect(checked(first).remarks).toEqual([]);
    expect(checked(second).remarks).toEqual([{ name: 'its text is that of a row of train in en', count: 1 }]);
  });

  it('folds equal faults into one, with a count and the first three rows', async () => {
    const row = { text: 'rain', label: 0 };
    const rows = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? { ...row, label: 9 } : i === 5 ? {} : row));
    const train = checked((await checksOf(claims, { 'tiny/claims default train': rows }))[0]);
    expect(train.listed).toMatchObject([
      { row: 1, rows: [1, 3, 5], count: 5, what: 'the label 9 is out of range: there are 2 labels' },
      { row: 6, rows: [6], count: 1 },
    ]);
    expect([train.errors, train.faults]).toEqual([6, 6]);
  });

  it('counts every fault, and lists twenty that differ at most', async () => {
    const refuse = (row: unknown): never => {
      throw new Error(`row ${JSON.stringify(row)} is refused`);
    };
    const rows = Array.from({ length: 1500 }, (_, i) => ({ text: 'rain', label: i }));
    const train = checked((await checksOf({ ...claims, read: refuse }, { 'tiny/claims default train': rows }))[0]);
    expect([train.rows, train.errors, train.faults, train.listed.length]).toEqual([1500, 1500, 1500, 20]);
    expect(train.lengths).toBeNull();
  });

  it('names the rows that no features can be made of', async () => {
    const quiz = defineTask({
      name: 'places',
      kind: 'span',
      role: 'target',
      about: claims.about,
      source: { repo: 'tiny/places', revision: 'a'.repeat(40), splits: { test: 'test' } },
      languages: { default: 'en' },
      head: { unanswerable: false },
      metrics: [{ name: 'found', range: [0, 100], score: () => 0 }],
      row: z.object({ start: z.int() }),
      example: ({ start }) => ({
        question: 'What is there?',
        context: 'In the house there is rain.',
        gold: { texts: ['rain'], start },
      }),
    });
    const rows = Array.from({ length: 9 }, (_, i) => ({ start: i % 4 === 3 ? 5 : i === 0 ? -1 : 22 }));
    const test = checked((await checksOf(quiz, { 'tiny/places default test': rows }))[0]);
    expect(test).toMatchObject({ rows: 9, examples: 7, errors: 2, faults: 2 });
    expect(test.listed.map(({ rows, what }) => `${rows}: ${what.slice(0, 32)}`)).toEqual([
      '4,8: the answer "rain" does not stand',
    ]);
    expect(test.remarks).toEqual([{ name: 'the answer is not in the context', count: 1 }]);
    expect(test.lengths).toMatchObject({ sequences: 7, maxLength: 16 });
  });

  it('misses a document that a query asks for', async () => {
    const test = checked((await checksOf(retrieval({}), { 'tiny/found a test': asked }))[0]);
    expect(test).toMatchObject({ rows: 5, examples: 4, errors: 1 });
    expect(test.listed).toEqual([
      expect.objectContaining({ row: 2, what: 'no document is there that is right for the query "q2" (d9)' }),
    ]);
  });

  it('of queries finds their documents where the task searches', async () => {
    const documents = [{ document: 'd9', gold: [] }];
    const everywhere = retrieval({ candidates: 'every-language', languages: { a: 'de', b: 'en' } });
    const tables = { 'tiny/found a test': asked, 'tiny/found b test': documents };
    expect((await checksOf(everywhere, tables)).map((one) => checked(one).errors)).toEqual([0, 0]);
    const apart = retrieval({ candidates: { config: 'all', split: 'test' } });
    const [test, candidates] = await checksOf(apart, { 'tiny/found a test': asked, 'tiny/found all test': documents });
    expect(checked(test)).toMatchObject({ examples: 5, errors: 0 });
    expect(candidates).toMatchObject({ role: 'candidates', language: 'mul', rows: 1, examples: 1 });
    // Where the candidates are missing nothing can be said of the queries.
    const [alone, gone] = await checksOf(apart, { 'tiny/found a test': asked });
    expect(checked(alone).errors).toBe(0);
    expect(gone).toMatchObject({ role: 'candidates', missing: expect.stringContaining('configuration all') });
  });

  it('of several languages accounts for the rows that are of none', async () => {
    const shared = defineTask({
      name: 'shared',
      kind: 'classification',
      role: 'target',
      about: claims.about,
      source: {
        ...{ repo: 'tiny/shared', revision: 'a'.repeat(40), splits: { test: 'test' } },
        tables: (language, split) => [prefix({ config: 'all', split }, 'text', language)],
      },
      languages: { de: 'de', en: 'en', sw: 'sw' },
      head: { labels: ['yes', 'no'] },
      metrics: [{ name: 'accuracy', range: [0, 100], score: () => 0 }],
      row: z.object({ text: z.string() }),
      example: ({ text }) => ({ text, gold: 0 }),
    });
    const rows = ['de eins', 'de zwei', 'en one', 'xx ?', 'yy ?', 'zz ?'].map((text) => ({ text }));
    const checks = await checksOf(shared, {}, new Shared('', new Map([['tiny/shared all test', rows]])));
    expect(checks.map((one) => [one.language, one.missing ?? [one.rows, one.examples, sum(one.skipped)]])).toEqual([
      ['de', [2, 2, 0]],
      ['en', [1, 1, 0]],
      ['sw', 'tiny/shared, configuration all, split test has no rows of it'],
      ['und', [3, 0, 3]],
    ]);
  });

  it('without rows is a fault, and no gap', async () => {
    const [train] = await checksOf(claims, { 'tiny/claims default train': [] });
    expect(checked(train)).toMatchObject({
      ...{ rows: 0, errors: 0, faults: 1 },
      listed: [
        { file: 'tiny/claims, configuration default, split train', what: 'it has no rows', remedy: 'Fetch it again.' },
      ],
    });
  });

  it('whose tags are those of the training rows has others too', async () => {
    const tags = defineTask({
      name: 'tags',
      kind: 'tagging',
      role: 'intermediate',
      about: claims.about,
      source: { repo: 'tiny/tags', revision: 'a'.repeat(40), splits: { train: 'train', validation: 'validation' } },
      languages: { default: 'en' },
      head: { labels: [], labelsIn: 'train' },
      metrics: [{ name: 'accuracy', range: [0, 100], score: () => 0 }],
      row: z.object({ words: z.array(z.string()), tags: z.array(z.string()) }),
      example: ({ words, tags: gold }) => ({ words, gold }),
    });
    const [train, validation] = await checksOf(tags, {
      'tiny/tags default train': [{ words: ['rain', 'falls'], tags: ['N', 'V'] }],
      'tiny/tags default validation': [{ words: ['the', 'rain'], tags: ['D', 'N'] }],
    });
    expect([checked(train).errors, checked(validation).errors]).toEqual([0, 0]);
    expect(checked(validation).labels).toEqual([
      { name: 'N', count: 1 },
      { name: 'V', count: 0 },
      { name: 'D', count: 1 },
    ]);
  });

  it('that breaks off counts what could not be read', async () => {
    class Broken extends TinySource {
      override async *rows(location: Location): AsyncGenerator<unknown> {
        let row = 0;
        for await (const one of super.rows(location)) {
          if (row++ === 7) throw new DataError({ where: 'the file', what: 'rows 7 on are gone', remedy: 'Copy it.' });
          yield one;
        }
      }
    }
    const [train] = await checksOf(claims, {}, new Broken('', tinyTables()));
    expect(checked(train)).toMatchObject({ rows: 60, counted: 60, examples: 6, errors: 53, faults: 1 });
    expect(checked(train).listed).toEqual([
      { file: 'the file', row: null, what: 'rows 7 on are gone', remedy: 'Copy it.', count: 1, rows: [] },
    ]);
  });
});

const asked = [
  { query: 'q1', gold: ['d1', 'd9'] },
  { query: 'q2', gold: ['d9'] },
  { query: 'q3', gold: [] },
  { document: 'd1', gold: [] },
  { document: 'd2', gold: ['q3'] },
];

/** A task whose rows are a query or a document. */
const retrieval = (
  more: Pick<AnyTask, 'candidates'> & { readonly languages?: Readonly<Record<string, string>> },
): AnyTask =>
  defineTask({
    name: 'found',
    kind: 'ranking',
    role: 'target',
    about: claims.about,
    source: { repo: 'tiny/found', revision: 'a'.repeat(40), splits: { test: 'test' } },
    languages: { a: 'de' },
    head: {},
    metrics: [{ name: 'map', range: [0, 100], score: () => 0 }],
    row: z.object({ query: z.string().optional(), document: z.string().optional(), gold: z.array(z.string()) }),
    example: ({ query, document, gold }) => ({
      ...(query !== undefined && { query: { id: query, text: `what is ${query}` } }),
      ...(document !== undefined && { document: { id: document, text: `this is ${document}` } }),
      gold,
    }),
    ...more,
  });

/** A source whose tables hold several languages. */
class Shared extends TinySource {
  override readonly capabilities = {
    count: async (location: Location): Promise<number> => {
      let rows = 0;
      for await (const _ of this.rows(location)) rows++;
      return rows;
    },
  };

  override async *rows(location: Location): AsyncGenerator<unknown> {
    const start = location.only?.start ?? '';
    for await (const row of super.rows(location)) if (JSON.stringify(row).startsWith(`{"text":"${start}`)) yield row;
  }
}
