// Whether a plan says that a model is chosen on texts of its test: by the selection that holds, and not by the recipe's alone.
import { isTaskOf } from '@stopover/core';
import { Catalog } from '@stopover/registry';
import { expect, it } from 'vitest';
import { scratch, tinyModel, tinyModels, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource, tinyTables, tinyTasks } from '../fixtures/tiny-world.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { planStudy } from './plan-study.ts';

/** The notes of a study whose test has the texts of the quiz's development rows. */
async function notesOf(yaml: string): Promise<string[]> {
  await using folder = await scratch();
  const sharesWith = [{ task: 'quiz', split: 'validation', what: 'the same texts' }] as const;
  const tasks = tinyTasks.map((task) => (task.name === 'xquiz' ? { ...task, sharesWith } : task));
  const study = parseStudy(`name: tiny\nmodel: tiny/base\nlanguages: [de]\n${yaml}`, 'tiny.yaml');
  const { overlaps } = await planStudy(study, {
    ...{ models: tinyModels, tasks: new Catalog('task', tasks), engineVersion: 'test-1' },
    source: new TinySource(await tinyModel(folder.path), tinyTables()),
  });
  return overlaps.map(({ note }) => note);
}

const note = 'the English training of xquiz chooses its model on development rows of quiz: the same texts';
const plain = 'targets: [xquiz]\n';
const lasting = 'recipe: { base: jiant, target: { select: last } }\n';
const lastOfOne = 'targets: [{ task: xquiz, recipe: { select: last } }]\n';
const arm = (fields: string) =>
  `intermediates: [none, stories]\narms: [zero-shot, intermediate, { name: a, ${fields} }]\n`;

it.each([
  ['the recipe', plain, true],
  ['a recipe that keeps the last', plain + lasting, false],
  ['a recipe of the target that keeps the last', lastOfOne, false],
  ['the study, whatever the recipe says', `${plain}${lasting}selection: [last, best]\n`, true],
  ['a study that keeps the last, whatever the recipe says', `${plain}selection: last\n`, false],
  ['a study that averages', `${plain}selection: average\n`, false],
  ['an arm of its own', plain + lasting + arm('path: [english], select: best'), true],
  [
    'the weights of a sum',
    plain + lasting + arm('add: [{ task: intermediate, weight: [0.2, 0.4] }, { task: english, weight: 1 }]'),
    true,
  ],
  [
    'a sum of given weights',
    plain + lasting + arm('add: [{ task: intermediate, weight: 0.2 }, { task: english, weight: 1 }]'),
    false,
  ],
])('what selects is %s', async (_, yaml, said) => {
  expect(await notesOf(yaml)).toEqual(said ? [note] : []);
});

it('says that development rows both choose and are scored', async () => {
  await using folder = await scratch();
  const claims = tinyTasks.find((task) => task.name === 'claims');
  if (!claims || !isTaskOf(claims, 'classification')) throw new Error('claims are classified');
  const own = { ...claims, name: 'own', trainingTasks: { default: ['own'] } };
  const plan = (split: string) =>
    tinyPlan(folder.path, `targets: [{ task: own, split: ${split} }]\nlanguages: [en]\n`, [
      { ...own, source: { ...own.source, splits: { train: 'train', validation: 'validation', test: 'validation' } } },
    ]);
  const [first] = (await plan('validation')).overlaps;
  expect(first).toEqual({
    ...{ intermediate: 'none', target: 'own' },
    note: 'the English training of own chooses its model on English development rows, and these, or the same items in other languages, are what is scored',
  });
  expect((await plan('test')).overlaps).toEqual([]);
});
