import { type AnyTask, defineTask, type Example } from '@stopover/core';
import { expect, it } from 'vitest';
import { RightDocuments } from './right-documents.ts';

const described = {
  name: 'found',
  role: 'target',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test' } },
  languages: { default: 'xx' },
  row: { parse: () => ({}) },
} as const;
const score = { name: 'score', range: [0, 100], score: () => 0 } as const;
const bitext = (search: 'nearest' | 'mine') =>
  defineTask({ ...described, kind: 'bitext', head: { search }, metrics: [score], example: () => ({ gold: '' }) });
const ranking = defineTask({
  ...described,
  kind: 'ranking',
  head: {},
  metrics: [score],
  example: () => ({ gold: [] }),
});

function faultsOf(task: AnyTask, rows: readonly Example<'bitext' | 'ranking'>[]): readonly string[] {
  const right = new RightDocuments(task, new Set());
  for (const [index, example] of rows.entries()) right.add({ index, example });
  return right.faults().map(({ index, what }) => `${index}: ${what}`);
}

const query = (id: string) => ({ query: { id, text: id } });
const document = (id: string) => ({ document: { id, text: id } });

it('a query of bitext needs a right document, in its own row or by its name; where pairs are mined it may have none', () => {
  const rows = [
    { ...query('q0'), gold: '' },
    { ...query('q1'), gold: 'd1' },
    { ...query('q2'), ...document(''), gold: '' },
    { ...document('d1'), gold: '' },
    { ...query('q4'), gold: 'd9' },
  ];
  const strange = '4: no document is there that is right for the query "q4" (d9)';
  expect(faultsOf(bitext('nearest'), rows)).toEqual(['0: no document is right for the query "q0"', strange]);
  expect(faultsOf(bitext('mine'), rows)).toEqual([strange]);
});

it("one of ranking has its own row's document beside those that it names, and nothing where there is neither", () => {
  const rows = [
    { ...query('q0'), ...document(''), gold: [''] },
    { ...query('q1'), ...document(''), gold: ['', 'd9'] },
    { ...query('q2'), gold: [''] },
  ];
  expect(faultsOf(ranking, rows)).toEqual(['2: no document is right for the query "q2"']);
});
