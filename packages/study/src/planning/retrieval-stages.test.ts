// What a plan says of retrieval: whose documents are searched, on which rows a threshold or a layer is chosen.
import { type AnyTask, defineMetric, defineTask } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource } from '../fixtures/tiny-world.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

const about = { summary: 'Which?', paper: 'https://example.org', license: 'CC0-1.0' };
const revision = '0123456789abcdef0123456789abcdef01234567';
const first = defineMetric<'ranking' | 'bitext'>({ name: 'first', range: [0, 100], score: () => 0 });
const row = z.object({ id: z.string() });
const ranking = (name: string, candidates: 'every-language' | { config: string; split: string }): AnyTask =>
  defineTask({
    ...{ name, kind: 'ranking', about, head: {}, metrics: [first], row, candidates },
    role: 'target',
    source: { repo: `tiny/${name}`, revision, splits: { test: 'test' } },
    languages: { de: 'de', en: 'en', sw: 'sw' },
    trainingTasks: { default: ['pairs'] },
    example: ({ id }) => ({ query: { id, text: id }, gold: [id] }),
  });
const pairs: AnyTask = defineTask({
  ...{ name: 'pairs', kind: 'ranking', about, head: {}, metrics: [first], row },
  role: 'intermediate',
  source: { repo: 'tiny/pairs', revision, splits: { train: 'train', validation: 'validation' } },
  languages: { en: 'en' },
  example: ({ id }) => ({ query: { id, text: id }, document: { id, text: id }, gold: [id] }),
});
const bitext = (name: string, search: 'mine' | 'nearest'): AnyTask =>
  defineTask({
    ...{ name, kind: 'bitext', about, head: { search }, metrics: [first], row },
    role: 'target',
    source: { repo: `tiny/${name}`, revision, splits: { test: 'test', validation: 'validation' } },
    languages: { de: 'de', sw: 'sw' },
    example: ({ id }) => ({ query: { id, text: id }, gold: id }),
  });

const rows = [{ id: 'a' }, { id: 'b' }];
const tables = new Map(
  [
    'tiny/everywhere de test',
    'tiny/everywhere en test',
    'tiny/apart de test',
    'tiny/apart pool all',
    'tiny/pairs en train',
    'tiny/pairs en validation',
    'tiny/mined de test',
    'tiny/mined de validation',
    'tiny/near de test',
    'tiny/near de validation',
  ].map((name) => [name, rows] as const),
);

async function planned(yaml: string, without: readonly string[] = []) {
  await using folder = await scratch();
  const kept = new Map([...tables].filter(([name]) => !without.includes(name)));
  const source = new TinySource(await tinyModel(folder.path), kept);
  const all = [
    pairs,
    ranking('everywhere', 'every-language'),
    ranking('apart', { config: 'pool', split: 'all' }),
    bitext('mined', 'mine'),
    bitext('near', 'nearest'),
  ];
  const tasks = new Catalog<AnyTask>('task', all);
  const plan = await planStudy(parseStudy(`name: tiny\nmodel: tiny/base\n${yaml}`, 'tiny.yaml'), {
    ...{ tasks, source, models: tinyModels, engineVersion: 'test' },
  });
  const stages = plan.stages.flatMap((stage) => (stage.kind === 'evaluate' ? [stage] : []));
  return { plan, stages };
}
const placesOf = (stage: { candidates: readonly { location: { config: string } }[] } | undefined) =>
  stage?.candidates.map(({ location }) => location.config);

it('documents of every language are searched, whichever languages a study asks for', async () => {
  const { stages, plan } = await planned('targets: [{ task: everywhere, languages: [de] }]');
  expect(stages).toHaveLength(1);
  expect(stages[0]?.data.map(({ language }) => language)).toEqual(['de']);
  expect(placesOf(stages[0])).toEqual(['de', 'en']);
  expect(plan.cells).toHaveLength(1);
});

it('a table of candidates is part of the stage, and without it there is no evaluation', async () => {
  const { stages } = await planned('targets: [apart]');
  expect(placesOf(stages[0])).toEqual(['pool']);
  const lacking = await planned('targets: [apart]', ['tiny/apart pool all']);
  expect(lacking.stages).toEqual([]);
  expect(lacking.plan.unavailable[0]?.reason).toMatch(/has no tiny\/apart, configuration pool, split all/);
});

it('development rows are taken where something is chosen on them', async () => {
  const developed = (found: Awaited<ReturnType<typeof planned>>) =>
    found.stages.map(({ target, development, retrieval }) => [target, development.length, retrieval]);
  expect(developed(await planned('targets: [mined, near]'))).toEqual([
    ['mined', 1, null],
    ['near', 0, null],
  ]);
  const swept = await planned('targets: [mined, near]\nretrieval: { layers: [3, 5] }');
  const retrieval = { layers: [3, 5], pooling: 'mean' };
  expect(developed(swept)).toEqual([
    ['mined', 1, retrieval],
    ['near', 1, retrieval],
  ]);
});

it('a wrong field of retrieval is refused with its line', () => {
  const parse = (field: string) => () => parseStudy(`name: a\nmodel: b\ntargets: [c]\nretrieval: ${field}`, 'x.yaml');
  expect(parse('{ layer: all }')).toThrow(/x\.yaml, line 4, retrieval.*layers/s);
  expect(parse('{ layers: some }')).toThrow(/line 4, retrieval\.layers/);
});
