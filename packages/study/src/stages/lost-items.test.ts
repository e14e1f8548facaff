// What a translated test's lost items are worth, from a translate stage's file to the score.
import { type AnyTask, defineMetric, defineTask, type Example, type Kind } from '@stopover/core';
import type { Table } from '@stopover/data';
import { Catalog } from '@stopover/registry';
import { noCuts } from '@stopover/text';
import { type Evaluator, evaluateTask } from '@stopover/training';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { noDevice } from '../fixtures/majority-engine.ts';
import { scratch, tinyModel, tinyModels } from '../fixtures/tiny-study.ts';
import { TinySource, tinyTables, tinyTasks, tinyTranslators } from '../fixtures/tiny-world.ts';
import { planStudy } from '../planning/plan-study.ts';
import { parseStudy } from '../study-file/study-file.ts';
import { lostAnswers } from './lost-items.ts';
import { TestReader } from './test-rows.ts';
import { type TranslatedItem, writeTranslated } from './translated-examples.ts';

const positiveF1 = defineMetric<'classification'>({
  name: 'f1',
  range: [0, 100],
  score: (pairs) => {
    const right = pairs.filter(({ gold, prediction }) => gold === 1 && prediction === 1).length;
    const [wanted, found] = (['gold', 'prediction'] as const).map((side) => pairs.filter((p) => p[side] === 1).length);
    return (200 * right) / ((wanted ?? 0) + (found ?? 0));
  },
});
const accuracy = defineMetric<'classification'>({
  name: 'accuracy',
  range: [0, 100],
  score: (pairs) => (100 * pairs.filter(({ gold, prediction }) => gold === prediction).length) / pairs.length,
});
const described = {
  role: 'target',
  about: { summary: 'Is it so?', paper: 'https://example.org', license: 'CC0-1.0' },
  languages: { de: 'de' },
} as const;
const place = (name: string) => ({ repo: `tiny/${name}`, revision: '0'.repeat(40), splits: { test: 'test' } });
const yesOrNo: AnyTask = defineTask({
  ...described,
  name: 'yes-or-no',
  kind: 'classification',
  source: place('yes-or-no'),
  head: { labels: ['yes', 'no'] },
  trainingTasks: { default: ['claims'] },
  metrics: [positiveF1, accuracy],
  row: z.object({ text: z.string(), label: z.int() }),
  example: ({ text, label }) => ({ text, gold: label }),
});

const isRight = defineMetric<'span'>({
  name: 'em',
  range: [0, 100],
  score: (pairs) =>
    (100 * pairs.filter(({ gold, prediction }) => [...gold.texts, ''].includes(prediction)).length) / pairs.length,
});
const questions: AnyTask = defineTask({
  ...described,
  name: 'questions',
  kind: 'span',
  source: place('questions'),
  head: { unanswerable: true },
  metrics: [isRight],
  row: z.object({ answer: z.string() }),
  example: ({ answer }) => ({
    question: 'What?',
    context: 'Tee',
    gold: answer === '' ? { texts: [], start: -1 } : { texts: [answer], start: 0 },
  }),
});

const choices: AnyTask = defineTask({
  ...described,
  name: 'choices',
  kind: 'choice',
  source: place('choices'),
  head: {},
  metrics: [defineMetric<'choice'>({ name: 'accuracy', range: [0, 100], score: () => 0 })],
  row: z.object({ gold: z.int() }),
  example: ({ gold }) => ({ context: 'Why?', choices: ['a', 'b'], gold }),
});

const tableOf = async (source: TinySource, { name, source: { repo } }: AnyTask): Promise<Table> => {
  const location = { repo, revision: '0'.repeat(40), config: 'de', split: 'test' };
  return { task: name, role: 'test', language: 'de', location, fingerprint: await source.fingerprint(location) };
};

/** It is always right of what it is given. */
const knowing: Evaluator = {
  evaluate: async ({ data: { examples } }) => ({
    predictions: examples.map(({ id = '', gold }) => ({ id, gold, prediction: gold })),
    cut: noCuts(128),
  }),
  [Symbol.asyncDispose]: async () => undefined,
};

it('positives that are lost are missed: F1 counts them', async () => {
  await using folder = await scratch();
  const rows = Array.from({ length: 20 }, (_, i) => ({ text: `item ${i}`, label: i % 2 }));
  const source = new TinySource(await tinyModel(folder.path), tinyTables().set('tiny/yes-or-no de test', rows));
  const yaml = `name: tiny
model: tiny/base
targets: [yes-or-no]
arms: [translate-test]
translateWith: shout
translators: { shout: { use: shouting } }
`;
  const tasks = new Catalog<AnyTask>('task', [...tinyTasks, yesOrNo]);
  const { stages } = await planStudy(parseStudy(yaml, 'tiny.yaml'), {
    ...{ tasks, source, translators: tinyTranslators(), models: tinyModels, engineVersion: 'test' },
  });
  const stage = stages.find((one) => one.kind === 'evaluate');
  if (!stage) throw new Error('nothing is evaluated');
  // Of ten positives two have a translation, and of ten negatives one has none.
  const items = rows.map(({ text, label }, i): TranslatedItem => {
    const example: Example<Kind> = { id: String(i), text: text.toUpperCase(), gold: label };
    return (label === 1 && i > 3) || i === 0 ? { id: String(i), lost: 'there is none' } : { id: String(i), example };
  });
  await writeTranslated(folder.path, items);
  const reader = new TestReader(stage, { source, task: () => yesOrNo, stageFolder: () => folder.path });
  const { languages } = await evaluateTask(knowing, yesOrNo, reader.tests(), {
    ...{ from: '', recipe: stage.recipe, onShare: () => undefined, keep: () => undefined },
    backend: noDevice,
  });
  const [scored] = languages;
  expect(scored?.predictions.map(({ gold }) => gold)).toEqual(rows.map(({ label }) => label));
  expect(scored?.scores).toEqual({ f1: (100 * 2 * 2) / (2 * 2 + 8), accuracy: (100 * 11) / 20 });
});

it('keeps the gold answer of each kind, and is wrong even where there is no answer to find', async () => {
  const answers = ['Tee', ''].map((answer) => ({ answer }));
  const tables = tinyTables()
    .set('tiny/questions de test', answers)
    .set('tiny/choices de test', [{ gold: 1 }]);
  const source = new TinySource('', tables);
  const lost = await lostAnswers(['1', '0'], { source, task: questions, table: await tableOf(source, questions) });
  expect(lost.map(({ id, gold }) => [id, gold])).toEqual([
    ['1', { texts: [], start: -1 }],
    ['0', { texts: ['Tee'], start: 0 }],
  ]);
  for (const { prediction } of lost) expect(['', 'Tee']).not.toContain(prediction);
  const chosen = await lostAnswers(['0'], { source, task: choices, table: await tableOf(source, choices) });
  expect(chosen).toEqual([{ id: '0', gold: 1, prediction: -1 }]);
});

it('does not take gold answers from rows that are others by now, and reads none where nothing is lost', async () => {
  const source = new TinySource('', tinyTables().set('tiny/choices de test', [{ gold: 1 }]));
  const table = { ...(await tableOf(source, choices)), fingerprint: 'of other rows' };
  expect(await lostAnswers([], { source, task: choices, table })).toEqual([]);
  expect(source.read).toEqual([]);
  await expect(lostAnswers(['0'], { source, task: choices, table })).rejects.toThrow(
    'the rows of choices are not those that the study was planned with',
  );
});
