// Which tags a head has where its task has no list of them: what is planned, and what is read then.
import { type AnyTask, defineTask } from '@stopover/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import { TinySource } from '../fixtures/tiny-world.ts';
import type { TrainStage } from '../records/stage.ts';
import { trainingRows } from './training-rows.ts';

const tagsTask = (labels?: readonly string[]) =>
  defineTask({
    name: 'tags',
    kind: 'tagging',
    role: 'target',
    about: { summary: 'Which word is what?', paper: 'https://example.org', license: 'none' },
    source: {
      repo: 'tiny/tags',
      revision: 'e'.repeat(40),
      splits: { train: 'train', validation: 'dev', test: 'test' },
    },
    languages: { en: 'en', de: 'de' },
    head: labels ? { labels } : { labels: [], labelsIn: 'train' },
    trainingTasks: { default: ['tags'] },
    metrics: [{ name: 'none', range: [0, 1], score: () => 0 }],
    row: z.object({ tag: z.string() }),
    example: ({ tag }) => ({ words: ['word'], gold: [tag] }),
  });

const rows = (...tags: readonly string[]) => Array.from({ length: 20 }, (_, i) => ({ tag: tags[i % tags.length] }));
const world = (german: Readonly<Record<string, readonly unknown[]>>) =>
  new Map([
    ['tiny/tags en train', rows('PER', 'LOC', 'O')],
    ['tiny/tags en dev', rows('PER', 'O')],
    ['tiny/tags de test', rows('O', 'MISC')],
    ...Object.entries(german).map(([split, some]) => [`tiny/tags de ${split}`, some] as const),
  ]);
const whole = { train: rows('LOC', 'O'), dev: rows('ORG', 'O') };

const one = 'targets: [tags]\nlanguages: [de]\nrecipe: { all: { select: last } }\n';
const four = 'shots: [4]\nbuckets: 1\n';

/** The trainings of one arm, each with the tags of its head, and the tables that were read for them. */
async function trainings(arm: string, german: Readonly<Record<string, readonly unknown[]>> = whole, task = tagsTask()) {
  await using folder = await scratch();
  const tables = world(german);
  const yaml = `${one}${arm.includes('shots') ? four : ''}arms: [${arm}]\n`;
  const plan = await tinyPlan(folder.path, yaml, [task], 'model: tiny/base', tables);
  const source = new TinySource('', tables);
  const place = { source, task: (): AnyTask => task, stageFolder: () => '' };
  const made: { readonly stage: TrainStage; readonly labels: readonly (readonly string[])[] }[] = [];
  for (const stage of plan.stages) {
    if (stage.kind !== 'train') continue;
    const sets = await trainingRows(stage, place, []);
    made.push({ stage, labels: sets.map((set) => ('labels' in set.task.head ? set.task.head.labels : [])) });
  }
  return { made, read: source.read };
}

const mixed = (...words: readonly string[]) => `{ name: mine, path: [{ mix: [${words.join(', ')}] }] }`;
const labelsOf = async (...asked: Parameters<typeof trainings>) =>
  (await trainings(...asked)).made.flatMap(({ labels }) => labels);

it('a head that is trained on tables of two languages at once has the tags of both, in whatever order they come', async () => {
  const all = [['LOC', 'O', 'PER']];
  expect(await labelsOf(mixed('english', 'in-language'))).toEqual(all);
  expect(await labelsOf(mixed('in-language', 'english'))).toEqual(all);
});

it('a head that is trained on shots has their tags and those of the rows beside them, and no others', async () => {
  expect(await labelsOf('target-shots-direct')).toEqual([['O', 'ORG']]);
  const joint = ['LOC', 'O', 'ORG', 'PER'];
  expect(await labelsOf('target-shots-joint')).toEqual([joint, joint]);
  // Of 200 rows four are labelled: what the others are nobody knows.
  const rare = [...rows('O'), ...Array.from({ length: 180 }, (_, i) => ({ tag: `T${i}` }))];
  const [few] = await labelsOf('target-shots-direct', { ...whole, dev: rare });
  expect(few?.length).toBeLessThanOrEqual(4);
});

it('a language without training rows has the tags of the rows that are there', async () => {
  const { dev } = whole;
  expect(await labelsOf('target-shots-direct', { dev })).toEqual([['O', 'ORG']]);
});

it('what a key does not name is not read: training rows of the language decide nothing about shots', async () => {
  const keyOf = ({ made }: Awaited<ReturnType<typeof trainings>>) => made.map(({ stage }) => stage.key);
  const before = await trainings('target-shots-direct');
  const after = await trainings('target-shots-direct', { ...whole, train: rows('LOC', 'O', 'NEW') });
  expect(after.read).toEqual(['tiny/tags de dev']);
  expect([keyOf(after), after.made[0]?.labels]).toEqual([keyOf(before), before.made[0]?.labels]);
});

it('a task’s own list is every head’s', async () => {
  const list = ['PER', 'O', 'LOC', 'ORG', 'MISC'];
  for (const arm of ['target-shots-direct', mixed('english', 'in-language'), 'english+in-language'])
    for (const labels of await labelsOf(arm, whole, tagsTask(list))) expect(labels).toEqual(list);
});
