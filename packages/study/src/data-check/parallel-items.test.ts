import { type AnyTask, defineTask } from '@stopover/core';
import { DataChecker, type TableCheck } from '@stopover/data';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { TinySource } from '../fixtures/tiny-world.ts';

type Rows = readonly { readonly id?: string; readonly text: string; readonly label: number }[];

const tested = (parallel: boolean): AnyTask =>
  defineTask({
    name: 'votes',
    kind: 'classification',
    role: 'target',
    about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/votes', revision: 'a'.repeat(40), splits: { train: 'train', test: 'test' } },
    languages: { en: 'en', de: 'de', sw: 'sw' },
    head: { labels: ['yes', 'no'] },
    parallel,
    metrics: [{ name: 'accuracy', range: [0, 100], score: () => 0 }],
    row: z.object({ id: z.string().optional(), text: z.string(), label: z.int() }),
    example: ({ id, text, label: gold }) => ({ ...(id !== undefined && { id }), text, gold }),
  });

async function remarksOf(task: AnyTask, tests: Readonly<Record<string, Rows>>) {
  const tables = Object.entries(tests).flatMap(([language, rows]): [string, Rows][] =>
    ['train', 'test'].map((split) => [`made/votes ${language} ${split}`, rows]),
  );
  const found: (readonly [string, TableCheck | readonly unknown[]])[] = [];
  const checker = new DataChecker(new TinySource('', new Map(tables)));
  for await (const check of checker.check(task, { measure: undefined, languages: undefined })) {
    const own = check.missing === null ? check.remarks.filter(({ name }) => name.includes('parallel')) : [];
    if (own.length > 0) found.push([`${check.role} ${check.language}`, own]);
  }
  return found;
}

it('items of a parallel test that differ in their label, or are in one language alone, are remarked with an example', async () => {
  const texts = (...rows: [string, number][]): Rows =>
    rows.map(([id, label]) => ({ id, text: `${id} ${label}`, label }));
  const tests = {
    en: texts(['a', 0], ['b', 1], ['c', 0], ['d', 1]),
    de: texts(['d', 0], ['a', 0], ['c', 1], ['b', 1]),
    sw: texts(['a', 0], ['b', 1], ['x', 0]),
  };
  const label = { name: 'its gold label is another than in en, and the task is parallel', count: 2, example: 'id d' };
  const strange = { name: 'its id is in no row of en, and the task is parallel', count: 1, example: 'id x' };
  const absent = { name: 'an id of en is in no row, and the task is parallel', count: 2, example: 'id c' };
  expect(await remarksOf(tested(true), tests)).toEqual([
    ['test de', [label]],
    ['test sw', [strange, absent]],
  ]);
  expect(await remarksOf(tested(false), tests)).toEqual([]);
});

it('rows without ids are items by their place', async () => {
  const rows = (...labels: number[]): Rows => labels.map((label, i) => ({ text: `${i}`, label }));
  expect(await remarksOf(tested(true), { en: rows(0, 1, 1), de: rows(0, 0) })).toEqual([
    [
      'test de',
      [
        { name: 'its gold label is another than in en, and the task is parallel', count: 1, example: 'row 2' },
        { name: 'an id of en is in no row, and the task is parallel', count: 1, example: 'row 3' },
      ],
    ],
  ]);
});
