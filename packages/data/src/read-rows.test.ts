import { type AnyTask, DataError, defineMetric, defineTask } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Ids, rowsThrough } from './read-rows.ts';
import { columnsOf } from './task-columns.ts';

const described = {
  name: 'tides',
  kind: 'classification',
  role: 'intermediate',
  about: { summary: 'Is it high?', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/tides', revision: 'c'.repeat(40), splits: { train: 'train' } },
  languages: { default: 'en' },
  head: { labels: ['low', 'high'] },
  metrics: [defineMetric<'classification'>({ name: 'none', range: [0, 1], score: () => 0 })],
} as const;
const row = z.object({ text: z.string(), label: z.int(), place: z.object({ at: z.array(z.number()) }).optional() });
const tides = defineTask({ ...described, row, example: ({ text, label }) => ({ text, gold: label }) });

const faultsOf = (...rows: readonly unknown[]) => faultsIn(tides, ...rows);

async function faultsIn(task: AnyTask, ...rows: readonly unknown[]): Promise<readonly (string | undefined)[]> {
  async function* given() {
    yield* rows;
  }
  const faults: (string | undefined)[] = [];
  for await (const { fault } of rowsThrough(task, given(), { where: 'tides', remedy: 'Correct it.' }))
    faults.push(fault?.message);
  return faults;
}

describe('a row', () => {
  it('is wrong where a column that is read holds what no number or text is, and the next ones are not', async () => {
    const wide = 2n ** 53n + 1n;
    const bytes = Uint8Array.of(0xff);
    const broken = new DataError({ where: 'tides.jsonl, line 4', what: 'this is not JSON', remedy: 'Correct it.' });
    expect(
      await faultsOf(
        { text: 'a', label: 1, unread: wide },
        { text: 'a', label: wide },
        { text: bytes, label: 1 },
        broken,
        { text: 'a', label: 0, place: { at: [1, wide] } },
        { text: 'a', label: 0 },
      ),
    ).toEqual([
      undefined,
      `tides, row 2: field "label": the integer ${wide} is beyond 2^53 and does not fit a JavaScript number. Correct it.`,
      'tides, row 3: field "text": this is not UTF-8. Correct it.',
      'tides.jsonl, line 4: this is not JSON. Correct it.',
      `tides, row 5: field "place.at.1": the integer ${wide} is beyond 2^53 and does not fit a JavaScript number. Correct it.`,
      undefined,
    ]);
  });
});

it('is wrong where its table says that the label stands for another of the task’s', async () => {
  const faults = await faultsOf(
    { text: 'a', label: 1, 'label:class': 'High' },
    { text: 'a', label: 1, 'label:class': 'low' },
    { text: 'a', label: 1, 'label:class': 'flood' },
    { text: 'a', label: 1, 'label:class': 1 },
  );
  expect(faults).toEqual([
    undefined,
    'tides, row 2: the table says that "label" stands for low here, and the task reads high. Correct it.',
    undefined,
    undefined,
  ]);
});

it('is wrong where one of its tags stands for another', async () => {
  const tags = ['N', 'V'] as const;
  const words = defineTask({
    ...described,
    ...{
      kind: 'tagging',
      head: { labels: tags },
      metrics: [defineMetric<'tagging'>({ name: 'none', range: [0, 1], score: () => 0 })],
    },
    row: z.object({ words: z.array(z.string()), tags: z.array(z.int()) }),
    example: ({ words, tags: of }) => ({ words, gold: of.map((tag) => tags[tag] ?? '') }),
  });
  const rows = [
    { words: ['a', 'b'], tags: [0, 1], 'tags:class': ['N', 'V'] },
    { words: ['a', 'b'], tags: [0, 1], 'tags:class': ['N', 'N'] },
    { words: ['a', 'b'], tags: [0, 1], 'tags:class': ['_', 'V'] },
  ];
  expect(await faultsIn(words, ...rows)).toEqual([
    undefined,
    'tides, row 2: the table says that "tags" stands for N here, and the task reads V. Correct it.',
    undefined,
  ]);
});

it('a task says which columns it looks at, where its schema tells', () => {
  const example = () => ({ text: '', gold: 0 });
  const columns = (schema: { parse(value: unknown): unknown }) =>
    columnsOf(defineTask({ ...described, row: schema, example }));
  expect(columnsOf(tides)).toEqual(['text', 'label', 'place']);
  expect(columns(row.refine(({ label }) => label < 2))).toEqual(['text', 'label', 'place']);
  const others = [
    z.looseObject({ a: z.string() }),
    z.strictObject({ a: z.string() }),
    row.transform((one) => one.text),
  ];
  for (const schema of [...others, row.catchall(z.string()), { parse: (value: unknown) => value }])
    expect(columns(schema)).toBeUndefined();
});

it('gives no two items of a table one id, also where one is called as a repeated one would be', () => {
  const idsOf = (...given: readonly string[]) => {
    const ids = new Ids();
    return given.map((id, index) => ids.of({ example: { id, text: '', gold: 0 }, index }));
  };
  expect(idsOf('a', 'a', 'b', 'a')).toEqual(['a', 'a#2', 'b', 'a#3']);
  expect(idsOf('a', 'a#2', 'a')).toEqual(['a', 'a#2', 'a#3']);
  expect(idsOf('a', 'a', 'a#2')).toEqual(['a', 'a#2', 'a#2#2']);
});
