import { type AnyTask, DataError, defineTask, type Location, type Source } from '@stopover/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { labelled, readRows } from './read-rows.ts';
import { withTagsOf, withTagsOfAll } from './row-tags.ts';
import type { Table } from './table.ts';
import { rowsOf } from './task-rows.ts';

const described = {
  name: 'tags',
  kind: 'tagging',
  role: 'target',
  about: { summary: 'Which word is what?', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/tags', revision: 'd'.repeat(40), splits: { train: 'train', test: 'test' } },
  languages: { en: 'en', de: 'de' },
  metrics: [{ name: 'none', range: [0, 1], score: () => 0 }],
  row: z.object({ tag: z.string() }),
  example: ({ tag }: { tag: string }) => ({ words: ['word'], gold: [tag] }),
} as const;
const open = defineTask({ ...described, head: { labels: [], labelsIn: 'train' } });
const closed = defineTask({ ...described, head: { labels: ['PER', 'O', 'LOC'] } });

const tables = new Map([
  ['en train', ['PER', 'O', 'PER']],
  ['en test', ['LOC']],
  ['de test', ['ORG']],
]);

/** A source of these tables that says which were read. */
function made(): { readonly source: Source; readonly read: string[] } {
  const read: string[] = [];
  const place = ({ config, split }: Location) => `${config} ${split}`;
  const source: Source = {
    name: 'made',
    has: async (location) => tables.has(place(location)),
    fingerprint: async (location) => place(location),
    model: async () => '',
    capabilities: {},
    async *rows(location) {
      read.push(place(location));
      const rows = tables.get(place(location));
      if (!rows) throw new DataError({ where: place(location), what: 'there is no such table', remedy: 'Make it.' });
      for (const tag of rows) yield { tag };
    },
  };
  return { source, read };
}

const table = (language: string, role: 'train' | 'test', limit?: number): Table => ({
  ...{ task: 'tags', role, language, fingerprint: '' },
  location: { repo: 'made/tags', revision: 'pinned', config: language, split: role },
  ...(limit !== undefined && { limit }),
});
const labelsOf = ({ head }: AnyTask) => ('labels' in head ? head.labels : undefined);

it('tags without a list are those of the whole table of training rows, whatever the limit leaves', async () => {
  const { source, read } = made();
  const { rows } = await readRows(source, open, table('en', 'train', 1));
  expect([labelsOf(rows.task), rows.examples.length]).toEqual([['O', 'PER'], 1]);
  expect(read).toEqual(['en train']);
});

it('a test is read without any table beside it, as a plan knows it', async () => {
  for (const language of ['en', 'de']) {
    const { source, read } = made();
    expect(labelsOf((await readRows(source, open, table(language, 'test'))).rows.task)).toEqual([]);
    expect(read).toEqual([`${language} test`]);
  }
});

it('a single command has the tags of the training rows in the language, where there are any', async () => {
  const { source } = made();
  const labels = async (language: string) => labelsOf((await rowsOf(source, open, 'test', language)).rows.task);
  expect([await labels('en'), await labels('de')]).toEqual([['O', 'PER'], []]);
  expect(await labelled(source, open, table('de', 'test'))).toEqual(open);
  await expect(labelled(source, open, table('de', 'train'))).rejects.toThrow('there is no such table');
});

it('tags are united, and a task’s own list stays as it is', () => {
  const of = (...tags: string[]) => withTagsOf(open, [{ words: tags, gold: tags }]);
  expect(labelsOf(withTagsOfAll(open, [of('PER', 'O'), of('O', 'LOC')]))).toEqual(['LOC', 'O', 'PER']);
  expect(withTagsOfAll(closed, [of('ORG')])).toBe(closed);
  expect(withTagsOf(closed, [{ words: ['a'], gold: ['ORG'] }])).toBe(closed);
});
