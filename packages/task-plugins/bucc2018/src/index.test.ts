import { describeTask } from '@stopover/testing';
import { expect, it } from 'vitest';
import { bucc2018 } from './index.ts';

const rows = [
  { file: 'de-en.dev.de', line: 1, text: 'de-000000001\tDie Fähre lief aus.', found: 'en-000000002' },
  { file: 'de-en.dev.de', line: 2, text: 'de-000000002\tNiemand winkte.' },
  { file: 'de-en.dev.en', line: 1, text: 'en-000000002\tThe ferry left.' },
];

describeTask(bucc2018, rows);

it('reads queries with their right documents, and documents', () => {
  expect(rows.map((row) => bucc2018.read(row))).toEqual([
    { id: 'de-000000001', query: { id: 'de-000000001', text: 'Die Fähre lief aus.' }, gold: 'en-000000002' },
    { id: 'de-000000002', query: { id: 'de-000000002', text: 'Niemand winkte.' }, gold: '' },
    { id: 'en-000000002', document: { id: 'en-000000002', text: 'The ferry left.' }, gold: '' },
  ]);
});

it('refuses a line without an id', () => {
  expect(() => bucc2018.read({ file: 'de-en.dev.de', text: 'Die Fähre lief aus.' })).toThrow(/id TAB text/);
});
