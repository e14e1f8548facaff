import { type AnyTask, DataError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { locate, locateCandidates } from '../locate.ts';
import { rowsThrough } from '../read-rows.ts';
import { ownFilesOf, ownTask, ownTaskSchema, readingOf } from './own-task.ts';

const splits = { train: { en: 'train.jsonl' }, test: 'test.{language}.csv' };
const place = { languages: ['en', 'sw'], splits };
const inference = {
  kind: 'classification',
  ...place,
  labels: ['entailment', 'neutral', 'contradiction'],
  columns: { text: 'premise', pair: 'hypothesis', label: 'gold', id: 'number' },
};
const boats = { number: 7, premise: 'The boat left.', hypothesis: 'The boat is gone.' };

const declared = (fields: object) => ownTaskSchema.parse(fields);
const taskOf = (fields: object): AnyTask => ownTask('boats', declared(fields));
const read = (fields: object, row: object) => taskOf(fields).read(row);

async function complaints(fields: object, rows: readonly object[]): Promise<readonly string[]> {
  const given = async function* () {
    yield* rows;
  };
  const found: string[] = [];
  for await (const { fault } of rowsThrough(taskOf(fields), given(), { where: 'rows.jsonl', remedy: 'Correct it.' })) {
    if (fault) found.push(fault.message);
  }
  return found;
}

function faults(fields: object): readonly string[] {
  const { error } = ownTaskSchema.safeParse(fields);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a row of a task of a study’s own', () => {
  it('has a label by its name, by its place, or by what the file writes for it', () => {
    const example = { id: '7', text: 'The boat left.', pair: 'The boat is gone.', gold: 2 };
    expect(read(inference, { ...boats, gold: 'contradiction' })).toEqual(example);
    expect(read(inference, { ...boats, gold: 2 })).toEqual(example);
    expect(read(inference, { ...boats, gold: '2' })).toEqual(example);
    const values = { ...inference, labelValues: [2, 1, 0] };
    expect(read(values, { ...boats, gold: '0' })).toEqual(example);
  });

  it('has a label by its name alone where a name is a number', async () => {
    const row = { text: 'the boat' };
    const columns = { text: 'text', label: 'y' };
    const stars = { kind: 'classification', ...place, labels: ['1', '2', '3', '4', '5'], columns };
    expect([1, '5', 3].map((y) => read(stars, { ...row, y }))).toEqual([0, 4, 2].map((gold) => ({ ...row, gold })));
    const signs = { ...stars, labels: ['-1', '0', '1'] };
    expect([-1, 0, '1'].map((y) => read(signs, { ...row, y }))).toEqual([0, 1, 2].map((gold) => ({ ...row, gold })));
    const said = 'so that a number is a name and no place: `labelValues` may say what stands for each';
    const complaint = (cell: string, names: string) =>
      `rows.jsonl, row 1: the label "${cell}" is none of ${names} (they are numbers themselves, ${said}). Correct it.`;
    expect(await complaints(stars, [{ ...row, y: 0 }])).toEqual([complaint('0', '1, 2, 3, 4, 5')]);
    expect(await complaints(signs, [{ ...row, y: 2 }])).toEqual([complaint('2', '-1, 0, 1')]);
    // A fraction is written in more than one way: as JSON the cell of 1.0 is 1, which is no second place either.
    const halves = { ...stars, labels: ['1.0', '1.5'] };
    expect(await complaints(halves, [{ ...row, y: 1 }])).toEqual([complaint('1', '1.0, 1.5')]);
    const tagging = { kind: 'tagging', ...place, labels: ['1', '2'], columns: { words: 'w', tags: 't' } };
    expect(read(tagging, { w: 'a b', t: [2, '1'] })).toEqual({ words: ['a', 'b'], gold: ['2', '1'] });
    expect(await complaints(tagging, [{ w: 'a b', t: '0 1' }])).toEqual([complaint('0', '1, 2')]);
    const places = { ...stars, labelValues: [0, 1, 2, 3, 4] };
    expect([0, 4].map((y) => read(places, { ...row, y }))).toMatchObject([{ gold: 0 }, { gold: 4 }]);
  });

  it('has the label that the table means by its number, whatever place the study file gives it', async () => {
    const row = { ...boats, gold: 0, 'gold:class': 'contradiction' };
    expect(read(inference, row)).toMatchObject({ gold: 2 });
    // What the study file says of the values counts first, numbers as well as names.
    expect(read({ ...inference, labelValues: [2, 1, 0] }, row)).toMatchObject({ gold: 2 });
    expect(read({ ...inference, labelValues: [0, 1, 2] }, row)).toMatchObject({ gold: 0 });
    const short = { ...inference, labels: ['e', 'n', 'c'] };
    expect(read({ ...short, labelValues: inference.labels }, row)).toMatchObject({ gold: 2 });
    expect(await complaints(short, [row])).toEqual([
      'rows.jsonl, row 1: the label "contradiction" is none of e, n, c. Correct it.',
    ]);
    // Names that are numbers are places.
    expect(read(inference, { ...row, 'gold:class': '1' })).toMatchObject({ gold: 1 });
    expect(await complaints(inference, [{ ...row, gold: -1, 'gold:class': -1 }])).toEqual([
      'rows.jsonl, row 1: the label "-1" is none of entailment, neutral, contradiction. Correct it.',
    ]);

    const tagging = { kind: 'tagging', ...place, columns: { words: 'w', tags: 't' } };
    const tagged = { w: ['Asha', 'left'], t: [1, 0], 't:class': ['B-PER', 'O'] };
    expect(read(tagging, tagged)).toEqual({ words: ['Asha', 'left'], gold: ['B-PER', 'O'] });
    expect(read({ ...tagging, labels: ['O', 'B-PER'] }, tagged)).toMatchObject({ gold: ['B-PER', 'O'] });
    expect(read({ ...tagging, labels: ['B-PER', 'O'] }, tagged)).toMatchObject({ gold: ['B-PER', 'O'] });

    const columns = { context: 'premise', choices: ['first', 'second'], label: 'answer' };
    const choice = {
      premise: 'It rained.',
      first: 'Clouds came.',
      second: 'It was dry.',
      answer: 0,
      'answer:class': 'B',
    };
    expect(read({ kind: 'choice', ...place, columns }, choice)).toMatchObject({ gold: 0 });
    expect(read({ kind: 'choice', ...place, labelValues: ['A', 'B'], columns }, choice)).toMatchObject({ gold: 1 });
  });

  it('is refused where a value is the number of one class and the name of another', async () => {
    const said = (cell: string, name: string) =>
      `rows.jsonl, row 1: \`labelValues\` has "${cell}", and the table calls this number "${name}", which it has too: give the table's numbers for the labels, from 0 on. Correct it.`;
    const columns = { text: 'text', label: 'y' };
    const stars = { kind: 'classification', ...place, labels: ['bad', 'fair', 'good'], columns };
    const row = (y: number) => ({ text: 'the boat', y, 'y:class': String(y + 1) });
    expect(await complaints({ ...stars, labelValues: [1, 2, 3] }, [row(1)])).toEqual([said('1', '2')]);
    expect(await complaints({ ...stars, labelValues: ['1', '2', '3'] }, [row(2)])).toEqual([said('2', '3')]);
    const places = { ...stars, labelValues: [0, 2, 1] };
    expect([0, 1, 2].map((y) => read(places, row(y)))).toMatchObject([{ gold: 0 }, { gold: 2 }, { gold: 1 }]);
    const tens = { ...stars, labelValues: [10, 20, 30] };
    expect(read(tens, { ...row(1), 'y:class': '20' })).toMatchObject({ gold: 1 });

    const tagging = { kind: 'tagging', ...place, labels: ['O', 'B'], columns: { words: 'w', tags: 't' } };
    const tagged = { w: ['a', 'b'], t: [0, 1], 't:class': ['1', '2'] };
    expect(await complaints({ ...tagging, labelValues: [1, 2] }, [tagged])).toEqual([said('1', '2')]);
    const choice = { kind: 'choice', ...place, columns: { context: 'c', choices: ['a', 'b'], label: 'y' } };
    const chosen = { c: 'It rained.', a: 'Clouds came.', b: 'It was dry.', y: 1, 'y:class': '2' };
    expect(await complaints({ ...choice, labelValues: [1, 2] }, [chosen])).toEqual([said('1', '2')]);
    expect(read(choice, chosen)).toMatchObject({ gold: 1 });
  });

  it('is left out where a rule says so, whatever else it lacks', () => {
    const fields = { ...inference, skip: [{ column: 'gold', is: ['-', -1, null], why: 'nobody agreed' }] };
    for (const gold of ['-', -1, null])
      expect(read(fields, { ...boats, premise: null, gold })).toEqual({ skipped: 'nobody agreed' });
    expect(read(fields, { ...boats, gold: 0 })).toMatchObject({ gold: 0 });
  });

  it('has choices in a list or in columns, and texts of several columns', () => {
    const columns = { context: ['premise', 'question'], choices: ['first', 'second'], label: 'answer' };
    const row = { premise: 'It rained.', question: 'Why?', first: 'Clouds came.', second: 'It was dry.', answer: 'B' };
    const choice = { kind: 'choice', ...place, labelValues: ['A', 'B'], columns };
    const example = { context: 'It rained. Why?', choices: ['Clouds came.', 'It was dry.'], gold: 1 };
    expect(read(choice, row)).toEqual(example);
    const listed = { ...choice, columns: { ...columns, choices: 'all' } };
    expect(read(listed, { ...row, all: example.choices })).toEqual(example);
  });

  it('has answers as a text, a list or SQuAD’s pair, found in its context', () => {
    const columns = { question: 'q', context: 'c', answer: 'a', id: 'id' };
    const row = { id: 'x', q: 'Who sings?', c: '🐦 sings, the bird sings', a: 'sings' };
    const span = { kind: 'span', ...place, columns };
    const input = { id: 'x', group: row.c, question: row.q, context: row.c };
    expect(read(span, row)).toEqual({ ...input, gold: { texts: ['sings'], start: 3 } });
    const start = { ...span, columns: { ...columns, start: 's' } };
    // Offsets of a file count characters; the bird is one of them.
    expect(read(start, { ...row, s: '18' })).toEqual({ ...input, gold: { texts: ['sings'], start: 19 } });
    const squad = { text: ['bird', 'the bird'], answer_start: [13] };
    expect(read(span, { ...row, a: squad })).toEqual({ ...input, gold: { texts: squad.text, start: 14 } });
    expect(read({ ...span, unanswerable: true }, { ...row, a: [] })).toEqual({
      ...input,
      gold: { texts: [], start: -1 },
    });
  });

  it('has its answer where it stands, though another one is empty', () => {
    const c = 'the cat saw the other cat';
    const columns = { question: 'q', context: 'c', answer: 'a', start: 's' };
    const { start: _, ...squadColumns } = columns;
    const row = { q: 'Who?', c };
    const startIn = (asked: object, cells: object) => {
      const example = read({ kind: 'span', ...place, columns: asked }, { ...row, ...cells });
      return 'gold' in example ? example.gold : undefined;
    };
    const second = { texts: ['cat'], start: 22 };
    expect(startIn(squadColumns, { a: { text: ['', 'cat'], answer_start: [0, 22] } })).toEqual(second);
    expect(startIn(columns, { a: ['', 'cat'], s: [0, 22] })).toEqual(second);
    expect(startIn(columns, { a: ['cat', ''], s: [22, 0] })).toEqual(second);
    // One start is that of the first answer there is.
    expect(startIn(columns, { a: ['', 'cat'], s: 22 })).toEqual(second);
  });

  it('has words and tags in lists, or in texts', () => {
    const tagging = { kind: 'tagging', ...place, labels: ['O', 'B'], columns: { words: 'w', tags: 't' } };
    const example = { words: ['to', 'Lamu'], gold: ['O', 'B'] };
    expect(read(tagging, { w: 'to  Lamu', t: 'O B' })).toEqual(example);
    expect(read(tagging, { w: ['to', 'Lamu'], t: [0, 1] })).toEqual(example);
    const { labels: _, ...open } = tagging;
    expect(taskOf(open).head).toEqual({ labels: [], labelsIn: 'train' });
    expect(read(open, { w: 'to Lamu', t: 'X Y' })).toEqual({ words: ['to', 'Lamu'], gold: ['X', 'Y'] });
  });

  it('has no tags in a list that a program printed into a cell', async () => {
    const tagging = { kind: 'tagging', ...place, columns: { words: 'w', tags: 't' } };
    const rows = [`["O", "B"]`, `['O', 'B']`, '[0 1]'].map((t) => ({ w: '[laughs] yes', t }));
    const said = (cell: string, row: number) =>
      `rows.jsonl, row ${row}: the tags are a list in a text, ${cell}: write them with spaces between, or take .jsonl or .parquet. Correct it.`;
    expect(await complaints(tagging, rows)).toEqual(rows.map(({ t }, i) => said(t, i + 1)));
  });

  it('has a query, a document, or both', () => {
    const columns = { query: 'q', queryId: 'qi', document: 'd', documentId: 'di', gold: 'g' };
    const row = { q: 'Wapi?', qi: 1, d: 'Hapa.', di: 'doc', g: ['doc'], c: 'Yote.' };
    const query = { id: '1', text: 'Wapi?' };
    const ranking = { kind: 'ranking', ...place, columns: { ...columns, context: 'c' }, candidates: 'all.jsonl' };
    const document = { id: 'doc', text: 'Hapa.', context: 'Yote.' };
    expect(read(ranking, row)).toEqual({ query, document, gold: ['doc'] });
    expect(read(ranking, { ...row, d: '', g: [] })).toEqual({ query, gold: [] });
    expect(taskOf(ranking).candidates).toEqual({ config: 'candidates', split: 'candidates' });
    const pairs = { kind: 'bitext', ...place, columns: { query: 'q', document: 'd' } };
    expect(read(pairs, row)).toEqual({ query: { ...query, id: '' }, document: { id: '', text: 'Hapa.' }, gold: '' });
  });
});

describe('a wrong row', () => {
  it('is named with what is wrong with it and what to do', async () => {
    const rows = [
      { ...boats, gold: 'entails' },
      { number: 8, premise: 'A boat.', gold: 0 },
      { number: 8, premise: 'A boat.', 'gold ': 0 },
      { ...boats, number: 9, premise: null, gold: 0 },
      { ...boats, number: 10, gold: 0 },
      { ...boats, number: '10', gold: 1 },
    ];
    expect(await complaints(inference, rows)).toEqual([
      'rows.jsonl, row 1: the label "entails" is none of entailment, neutral, contradiction. Correct it.',
      'rows.jsonl, row 2: the column "hypothesis" is missing (the row has number, premise, gold). Correct it.',
      'rows.jsonl, row 3: the columns "hypothesis", "gold" are missing (the row has number, premise, "gold "). Correct it.',
      'rows.jsonl, row 4: the column "premise" holds no text. Correct it.',
      'rows.jsonl, row 6: the id "10" is that of row 5 already. Correct it.',
    ]);
    const span = { kind: 'span', ...place, columns: { question: 'q', context: 'c', answer: 'a' } };
    expect(
      await complaints(span, [
        { q: 'Who?', c: 'Nobody.', a: 'Juma' },
        { q: 'Who?', c: 'Nobody.', a: '' },
      ]),
    ).toEqual([
      'rows.jsonl, row 1: the answer "Juma" does not stand in the context. Correct it.',
      'rows.jsonl, row 2: there is no answer, and the task does not say `unanswerable: true`. Correct it.',
    ]);
  });
});

describe('a row of bitext', () => {
  const columns = { query: 'q', queryId: 'qi', document: 'd', documentId: 'di', gold: 'g' };
  const bitext = { kind: 'bitext', splits: { test: { sw: 'test.jsonl' } }, columns };
  const query = { q: 'Wapi?', qi: 'q1', d: null, di: null };
  const document = { q: null, qi: null, d: 'Where?', di: 'd1' };

  it('is refused where it names several right documents, or none that the query could find', async () => {
    const rows = [
      { ...query, g: ['d1'] },
      { ...document, g: null },
      { ...query, ...document, q: 'Lini?', g: '' },
      { ...query, g: ['d1', 'e1'] },
      { ...query, g: null },
    ];
    expect(await complaints(bitext, rows)).toEqual([
      'rows.jsonl, row 4: 2 documents are right (d1, e1), and of kind bitext it is one: take kind ranking. Correct it.',
      'rows.jsonl, row 5: the row has a query and no document, and "g" does not name the one that is right. Correct it.',
    ]);
    const { gold: _, ...alone } = columns;
    expect(await complaints({ ...bitext, columns: alone }, [{ ...query }])).toEqual([
      'rows.jsonl, row 1: the row has a query and no document, and there is no column `gold` to name the one that is right. Correct it.',
    ]);
  });

  it('may be a query without a translation where pairs are mined', () => {
    expect(read({ ...bitext, search: 'mine' }, { ...query, g: null })).toEqual({
      query: { id: 'q1', text: 'Wapi?' },
      gold: '',
    });
  });
});

describe('a declaration', () => {
  it('gives the files of each language, and no place for a split that a language lacks', () => {
    expect(ownFilesOf(declared(inference)).map(({ role, language, path }) => `${role} ${language} ${path}`)).toEqual([
      'train en train.jsonl',
      'test en test.en.csv',
      'test sw test.sw.csv',
    ]);
    const task = taskOf(inference);
    expect(locate(task, 'sw', 'train')).toBeUndefined();
    expect(locate(task, 'sw', 'test')).toMatchObject({ own: 'boats', files: ['test.sw.csv'] });
    expect(task).toMatchObject({ role: 'target', trainingTasks: { default: ['boats'] }, uniqueIds: true });
  });

  it('reads splits and configurations of the hub', () => {
    const hub = { hub: 'lab/boats', revision: 'a'.repeat(40), languages: { en: 'default', sw: 'swahili' } };
    const task = taskOf({ ...inference, ...hub, splits: { train: { en: 'train' }, test: 'dev_{language}' } });
    expect(locate(task, 'sw', 'test')).toEqual({
      ...{ repo: 'lab/boats', revision: 'a'.repeat(40), config: 'swahili', split: 'dev_swahili', own: 'boats' },
    });
    expect(ownFilesOf(declared({ ...inference, ...hub }))).toEqual([]);
  });

  it('searches the table of candidates that it names on the hub, whatever its own splits and languages are called', () => {
    const hub = { hub: 'lab/boats', revision: 'a'.repeat(40), training: { default: ['squad-retrieval'] } };
    const columns = { query: 'q', queryId: 'qi', document: 'd', documentId: 'di', gold: 'g' };
    const named = (candidates: object, fields: object) => {
      const task = taskOf({ kind: 'ranking', ...hub, columns, candidates, ...fields });
      if (typeof task.candidates !== 'object') throw new Error('it has no table of candidates');
      return locateCandidates(task, task.candidates);
    };
    const at = { repo: 'lab/boats', revision: 'a'.repeat(40), own: 'boats' };
    const table = { config: 'corpus', split: 'test' };
    expect(named(table, { splits: { test: 'dev' } })).toEqual({ ...at, ...table });
    expect(named(table, { splits: { test: { en: 'dev' } } })).toEqual({ ...at, ...table });
    const languages = { en: 'english', sw: 'swahili' };
    const pages = { config: 'en', split: 'pages' };
    expect(named(pages, { languages, splits: { test: 'test' } })).toEqual({ ...at, ...pages });
    expect(named({ config: 'en', split: 'test' }, { languages, splits: { test: 'test' } }).config).toBe('en');
  });

  it('is refused with what is wrong, at its field', () => {
    expect(faults({ ...inference, splits: {} })).toEqual([
      'splits: names no split: give at least one of train, validation, test',
    ]);
    expect(faults({ ...inference, splits: { train: 'rows.jsonl' } })).toEqual([
      'splits.train: is one file for en and sw: write {language} in it, or a file for each language',
    ]);
    expect(faults({ ...inference, splits: { train: { en: 'a.txt', de: 'b.csv' } } })).toEqual([
      "splits.train.de: is none of the task's languages (en, sw)",
      'splits.train.en: must end in .jsonl, .csv, .tsv or .parquet',
    ]);
    expect(faults({ ...inference, splits: { test: { sw: 'b.csv' } } })[0]).toContain('no English rows to train on');
    expect(faults({ ...inference, labelValues: [1], metrics: ['f1'] })).toEqual([
      'labelValues: must have a value for each label: 1 for 3',
      'metrics: cannot have f1: it is of the second of two labels',
    ]);
    const pairs = { kind: 'ranking', ...place, columns: { query: 'q', document: 'd' } };
    expect(faults(pairs)).toEqual([]);
    const everywhere = { ...pairs, candidates: 'every-language' };
    expect(faults(everywhere)).toEqual([
      "columns: must have documentId: the document of a query's row is right, and ids alone tell it from `candidates`",
    ]);
    expect(faults({ ...everywhere, columns: { ...pairs.columns, documentId: 'di' } })).toEqual([]);
    expect(faults({ ...inference, languages: ['en', 'SW'] })[0]).toContain('languages.1: must be a BCP 47 tag');
  });

  it('has a reading that changes with what a row becomes, and with nothing else', () => {
    const reading = (change: object) => readingOf(declared({ ...inference, ...change }));
    const same = [{}, { splits: { test: 'moved/{language}.csv', train: { en: 'b.jsonl' } } }, { license: 'CC0-1.0' }];
    expect(new Set([...same, { training: { other: ['mnli'] } }, { parallel: true }].map(reading)).size).toBe(1);
    const skip = [{ column: 'gold', is: '-', why: 'no' }];
    const others = [{}, { labels: ['a', 'b'] }, { skip }, { columns: { text: 'premise', label: 'gold' } }];
    expect(new Set(others.map(reading)).size).toBe(others.length);
  });

  it('makes errors of its data those of data', async () => {
    const broken = async function* () {
      yield new DataError({ where: 'rows.jsonl, line 1', what: 'this is not JSON', remedy: 'Write one.' });
    };
    for await (const { fault } of rowsThrough(taskOf(inference), broken(), { where: 'rows.jsonl', remedy: '' }))
      expect(fault?.problem.where).toBe('rows.jsonl, line 1');
  });
});
