import { defineMetric, defineTask, type Source } from '@stopover/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Tables } from './tables.ts';

const none = defineMetric<'classification'>({ name: 'none', range: [0, 1], score: () => 0 });

const taskNamed = (name: string, isLeftOut: (text: string) => boolean) =>
  defineTask({
    name,
    kind: 'classification',
    role: 'target',
    about: { summary: 'Does it follow?', paper: 'https://example.org', license: 'none' },
    source: { repo: 'made/tides', revision: 'c'.repeat(40), splits: { train: 'train' } },
    languages: { en: 'en' },
    head: { labels: ['low', 'high'] },
    metrics: [none],
    row: z.object({ text: z.string() }),
    example: ({ text }) => (isLeftOut(text) ? { skipped: 'it is short' } : { text, gold: 0 }),
  });

const source: Source = {
  name: 'made up',
  capabilities: {},
  has: async () => true,
  fingerprint: async () => 'f'.repeat(64),
  model: () => Promise.reject(new Error('it has no models')),
  async *rows() {
    for (const text of ['a', 'bb', 'ccc']) yield { text };
  },
};

it('counts the usable rows of each task that reads a table', async () => {
  const tables = new Tables(source);
  const counts: number[] = [];
  for (const task of [taskNamed('all', () => false), taskNamed('long', (text) => text.length < 3)]) {
    const found = await tables.find(task, 'en', 'train');
    if (!found.ok) throw new Error(found.reason);
    counts.push(await tables.usable(task, found.value));
  }
  expect(counts).toEqual([3, 1]);
});

it('finds no table where there are no rows, but for who looks at all', async () => {
  const task = taskNamed('all', () => false);
  const none: Source = { ...source, async *rows() {} };
  const counting: Source = { ...source, capabilities: { count: async () => 0 } };
  const reason = 'made/tides, configuration en, split train has no rows (Fetch it again)';
  for (const empty of [none, counting]) {
    expect(await new Tables(empty).find(task, 'en', 'train')).toEqual({ ok: false, reason });
    expect((await new Tables(empty, { takesEmpty: true }).find(task, 'en', 'train')).ok).toBe(true);
  }
});
