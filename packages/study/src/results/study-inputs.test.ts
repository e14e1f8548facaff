// The rows that a study's results are made from: what another study is held against.
import { expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyCatalog } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { inputsOf } from './study-inputs.ts';

async function tablesOf(yaml: string): Promise<readonly string[]> {
  await using folder = await scratch();
  const study = parseStudy(`name: tiny\nmodel: tiny/base\ntargets: [xclaims]\nlanguages: [de]\n${yaml}`, 'tiny.yaml');
  const source = new TinySource(await tinyModel(folder.path));
  const plan = await planStudy(study, { models: tinyModels, tasks: tinyCatalog(), source, engineVersion: 'test-1' });
  return inputsOf(plan)
    .tables.map(({ task, split, language }) => `${task} ${split} ${language}`)
    .toSorted();
}

it('names the development rows that a model was chosen on', async () => {
  const [train, test] = ['claims train en', 'xclaims test de'];
  expect(await tablesOf('recipe: { all: { select: last } }')).toEqual([train, test]);
  expect(await tablesOf('')).toEqual([train, 'claims validation en', test]);
  expect(await tablesOf('selection: oracle\nallowOracle: true')).toEqual([train, test, 'xclaims validation de']);
});

it('names those that the weights of a sum were chosen on', async () => {
  const sum = 'arms: [{ name: sum, add: [{ task: english, weight: [0.5, 1] }] }]\nrecipe: { all: { select: last } }';
  expect(await tablesOf(sum)).toEqual(['claims train en', 'claims validation en', 'xclaims test de']);
});
