// A model that is chosen by another metric is another model: where a study file names the metric, keys say it.
import { type AnyTask, isTaskOf } from '@stopover/core';
import { ownTask, ownTaskSchema } from '@stopover/data';
import { Catalog } from '@stopover/registry';
import { describe, expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyTables, tinyTasks } from '../fixtures/tiny-world.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

const rows = Array.from({ length: 12 }, (_, i) => ({ text: `row ${i}`, label: i % 2 ? 'yes' : 'no' }));

/** Keys of the models of a study whose own task has these metrics, and its trainings these ways of keeping a model. */
async function keysOf(metrics: readonly string[] | undefined, more = '', others: readonly AnyTask[] = tinyTasks) {
  await using folder = await scratch();
  const splits = { train: { en: 'train.csv' }, validation: '{language}.csv', test: '{language}-test.csv' };
  const columns = { text: 'text', label: 'label' };
  const fields = { kind: 'classification', labels: ['yes', 'no'], languages: ['en', 'de'], splits, columns };
  const own = ownTask('boats', ownTaskSchema.parse({ ...fields, ...(metrics && { metrics }) }));
  const tables = tinyTables();
  for (const place of ['en train', 'en validation', 'de validation', 'en test', 'de test'])
    tables.set(`own-data/boats ${place}`, rows);
  const yaml = `name: tiny\nmodel: tiny/base\ntargets: [boats]\nintermediates: [none, claims]\nlanguages: [de]\n${more}`;
  const { stages } = await planStudy(parseStudy(yaml, 'tiny.yaml'), {
    ...{ models: tinyModels, tasks: new Catalog('task', [...others, own]), engineVersion: 'test-1' },
    source: new TinySource(await tinyModel(folder.path), tables),
  });
  const keys = (of: string) =>
    stages.flatMap(({ kind, title, key }) => (title.startsWith(of) && kind !== 'evaluate' ? [key] : []));
  return { boats: keys('boats'), claims: keys('claims, '), sums: keys('base +') };
}

const sum =
  'arms: [zero-shot, intermediate, { name: sum, add: [{ task: intermediate, weight: [0.2, 0.4] }, { task: english, weight: 1 }] }]\n';

describe('the key of a model that is chosen on rows of a study’s own task', () => {
  it('is another one where another metric chooses, and not where a second metric is added', async () => {
    const plain = await keysOf(undefined, sum);
    expect(await keysOf(['accuracy', 'f1'], sum)).toEqual(plain);
    const other = await keysOf(['f1', 'accuracy'], sum);
    expect([plain.boats.length, plain.sums.length]).toEqual([1, 1]);
    expect(other.boats).not.toEqual(plain.boats);
    expect(other.sums).not.toEqual(plain.sums);
    expect(other.claims).toEqual(plain.claims);
  });

  it.each(['last', 'average'])('is the same where no rows choose: %s', async (selection) => {
    const kept = `selection: ${selection}\n`;
    expect(await keysOf(['f1'], kept)).toEqual(await keysOf(['accuracy'], kept));
  });

  it('says so of rows of the language too', async () => {
    const kept = 'selection: oracle\nallowOracle: true\n';
    expect(await keysOf(['f1'], kept)).not.toEqual(await keysOf(['accuracy'], kept));
  });
});

it('is another one where the lowest score is the best, which once was not looked at', async () => {
  const turned = tinyTasks.map((task) =>
    task.name === 'claims' && isTaskOf(task, 'classification')
      ? { ...task, metrics: [{ ...task.metrics[0], range: [100, 0] as const }] as const }
      : task,
  );
  const [plain, other] = [await keysOf(undefined), await keysOf(undefined, '', turned)];
  expect(other.claims).not.toEqual(plain.claims);
  expect(other.boats).toEqual(plain.boats);
});
