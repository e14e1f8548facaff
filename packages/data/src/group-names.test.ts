import { defineMetric, defineTask } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { collectRows, rowsThrough } from './read-rows.ts';

const none = defineMetric<'classification'>({ name: 'none', range: [0, 1], score: () => 0 });

const inference = (languages: Record<string, string>, parallel: boolean) =>
  defineTask({
    name: 'tides',
    kind: 'classification',
    role: 'target',
    about: { summary: 'Does it follow?', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/tides', revision: 'c'.repeat(40), splits: { test: 'test' } },
    languages,
    head: { labels: ['low', 'high'] },
    parallel,
    metrics: [none],
    row: z.object({ id: z.string().optional(), text: z.string(), premise: z.string().optional() }),
    example: ({ id, text, premise }) => ({
      ...{ text, gold: 0 },
      ...(id !== undefined && { id }),
      ...(premise !== undefined && { group: premise }),
    }),
  });

async function groupsOf(task: ReturnType<typeof inference>, rows: readonly unknown[]) {
  async function* given() {
    yield* rows;
  }
  const location = { repo: 'made/tides', revision: 'c'.repeat(40), config: 'default', split: 'test' };
  const table = { task: 'tides', role: 'test', language: 'de', location, fingerprint: '' } as const;
  const through = rowsThrough(task, given(), { where: 'tides', remedy: 'Correct it.' });
  const read = await collectRows(through, task, table, 'tides');
  return read.rows.examples.map(({ id, group }) => [id, group]);
}

const both = { en: 'en', de: 'de' };

describe('groups of a table', () => {
  it('are named by their first items, whatever text says what they are', async () => {
    const rows = [
      { text: 'a', premise: 'The tide is high.' },
      { text: 'b', premise: 'The moon is new.' },
      { text: 'c', premise: 'The tide is high.' },
      { text: 'd' },
    ];
    expect(await groupsOf(inference(both, true), rows)).toEqual([
      ['0', '0'],
      ['1', '1'],
      ['2', '0'],
      ['3', undefined],
    ]);
  });

  it('are named by ids where rows have them, one that is there twice by the first', async () => {
    const rows = ['q', 'q'].map((id) => ({ id, text: id, premise: 'The tide is high.' }));
    expect(await groupsOf(inference(both, false), rows)).toEqual([
      ['q', 'q'],
      ['q#2', 'q'],
    ]);
  });

  it('need ids where row numbers say nothing of other languages', async () => {
    const rows = [{ text: 'a', premise: 'The tide is high.' }];
    await expect(groupsOf(inference(both, false), rows)).rejects.toThrow(
      'tides, row 1: it has a group and no id, and row numbers of a test that is not parallel say nothing',
    );
    expect(await groupsOf(inference({ en: 'en' }, false), rows)).toEqual([['0', '0']]);
  });
});
