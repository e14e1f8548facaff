// Under a limit all evaluations of a target search one pool, with what is right for every language's queries in it.
import { type AnyTask, defineMetric, defineTask } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { TestReader } from './test-rows.ts';

const shared = {
  kind: 'ranking',
  about: { summary: 'Which?', paper: 'https://example.org', license: 'CC0-1.0' },
  head: {},
  metrics: [defineMetric<'ranking'>({ name: 'first', range: [0, 100], score: () => 0 })],
} as const;
const pairs: AnyTask = defineTask({
  ...shared,
  name: 'pairs',
  role: 'intermediate',
  source: { repo: 'tiny/pairs', revision: '0'.repeat(40), splits: { train: 'train', validation: 'validation' } },
  languages: { en: 'en' },
  row: z.object({ id: z.string() }),
  example: ({ id }) => ({ query: { id, text: id }, document: { id, text: id }, gold: [id] }),
});
const apart: AnyTask = defineTask({
  ...shared,
  name: 'apart',
  role: 'target',
  source: { repo: 'tiny/apart', revision: '0'.repeat(40), splits: { test: 'test' } },
  languages: { de: 'de', sw: 'sw' },
  trainingTasks: { default: ['pairs'] },
  candidates: { config: 'pool', split: 'all' },
  row: z.object({ query: z.string().optional(), right: z.string().optional(), document: z.string().optional() }),
  example: ({ query = '', right = '', document }) =>
    document === undefined
      ? { id: query, query: { id: query, text: query }, gold: [right] }
      : { document: { id: document, text: document }, gold: [] },
});

const queries = (language: string) =>
  Array.from({ length: 30 }, (_, i) => ({ query: `${language} ${i}`, right: `${language} document ${i}` }));
const documents = ['de', 'sw', 'xx'].flatMap((language) =>
  Array.from({ length: 30 }, (_, i) => ({ document: `${language} document ${i}` })),
);
const tables = new Map<string, readonly object[]>([
  ['tiny/pairs en train', [{ id: 'a' }, { id: 'b' }]],
  ['tiny/pairs en validation', [{ id: 'c' }]],
  ['tiny/apart de test', queries('de')],
  ['tiny/apart sw test', queries('sw')],
  ['tiny/apart pool all', documents],
]);

async function poolOf(limit?: number) {
  await using folder = await scratch();
  const source = new TinySource(await tinyModel(folder.path), tables);
  const study = parseStudy('name: tiny\nmodel: tiny/base\ntargets: [apart]\n', 'tiny.yaml');
  const tasks = new Catalog<AnyTask>('task', [apart, pairs]);
  const { stages } = await planStudy(study, { tasks, source, models: tinyModels, engineVersion: 'test', limit });
  const stage = stages.find((one) => one.kind === 'evaluate');
  if (!stage) throw new Error('nothing is evaluated');
  const reader = new TestReader(stage, { source, task: () => apart, stageFolder: (key) => key });
  const pool = (await reader.candidates()).map((one) => ('document' in one ? one.document?.id : undefined));
  const right: unknown[] = [];
  for await (const { examples } of reader.tests()) right.push(...examples.flatMap(({ gold }) => gold));
  return { stage, pool, right };
}

it('a limited table of candidates keeps what is right, and as many others as the limit says', async () => {
  const { stage, pool, right } = await poolOf(4);
  expect(stage.queries?.map(({ language, limit }) => [language, limit])).toEqual([
    ['de', 4],
    ['sw', 4],
  ]);
  expect(right).toHaveLength(8);
  expect(pool).toEqual(expect.arrayContaining(right));
  expect(pool).toHaveLength(8 + 4);
});

it('one without a limit is whole, and its stage names no queries', async () => {
  const { stage, pool, right } = await poolOf();
  expect(stage).not.toHaveProperty('queries');
  expect([pool.length, right.length]).toEqual([90, 60]);
});
