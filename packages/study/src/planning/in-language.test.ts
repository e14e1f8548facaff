// In-language rows are never those that are scored, in no language.
import type { TableRef } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyTables, tinyTasks } from '../fixtures/tiny-world.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

/** What is scored and what is not available of a target that has training rows in German alone. */
async function planned(split: string) {
  await using folder = await scratch();
  const tasks = tinyTasks.map((task) => {
    if (task.name !== 'xcause') return task;
    const tables = (config: string, part: string): readonly [] | readonly [TableRef] =>
      part === 'train' && config !== 'de' ? [] : [{ config, split: part }];
    return { ...task, source: { ...task.source, splits: { ...task.source.splits, train: 'train' }, tables } };
  });
  const tables = tinyTables();
  tables.set('tiny/xcause de train', tables.get('tiny/xcause de validation') ?? []);
  const target = `{ task: xcause, training: cause, split: ${split} }`;
  const yaml = `name: tiny\nmodel: tiny/base\ntargets: [${target}]\nlanguages: [de, sw]\narms: [in-language]\n`;
  const { cells, stages, unavailable } = await planStudy(parseStudy(yaml, 'tiny.yaml'), {
    ...{ models: tinyModels, tasks: new Catalog('task', tasks), engineVersion: 'test-1' },
    source: new TinySource(await tinyModel(folder.path), tables),
  });
  return {
    languages: cells.map(({ language }) => language),
    trained: stages.flatMap(({ kind, data }) => (kind === 'train' ? data.map(({ role }) => role) : [])),
    unavailable: unavailable.map(({ language, reason }) => `${language}: ${reason}`),
  };
}

it('are the validation rows of a language without training rows, where the test is scored', async () => {
  expect(await planned('test')).toEqual({ languages: ['de', 'sw'], trained: ['train', 'validation'], unavailable: [] });
});

it('are not, where the validation rows are scored', async () => {
  expect(await planned('validation')).toEqual({
    ...{ languages: ['de'], trained: ['train'] },
    unavailable: ['sw: xcause has no train rows in sw, and its validation rows are those that are scored'],
  });
});
