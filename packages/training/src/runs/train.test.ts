// One stage, trained for real on a tiny encoder: resumed runs end bit-identical, numbers follow the seed.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { AnyTask, Example, Kind } from '@stopover/core';
import type { LanguageRows } from '@stopover/data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scorePredictions } from '../evaluation/score-predictions.ts';
import { killAfter } from '../fixtures/cut-off.ts';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { choices, nli, spans, words } from '../fixtures/small-tasks.ts';
import { pretrain } from './pretrain.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const nliExamples: Example<'classification'>[] = Array.from({ length: 240 }, (_, i) => {
  const gold = i % 2;
  return { text: `${word(i * 7)} ${word(i * 3 + 1)}`, pair: word(gold === 0 ? i * 7 : i * 7 + 5), gold };
});
const choiceExamples: Example<'choice'>[] = Array.from({ length: 60 }, (_, i) => ({
  context: word(i * 5),
  choices: Array.from({ length: 2 + (i % 3) }, (_, c) => word(i * 5 + (c - (i % 2)) * 3)),
  gold: i % 2,
}));
const spanExamples: Example<'span'>[] = Array.from({ length: 60 }, (_, i) => {
  const context = `the ${word(9 + (i % 5))} is ${word(i % 5)} and the ${word(9 + ((i + 1) % 5))} is ${word((i + 2) % 5)}`;
  const answer = i % 6 === 5 ? undefined : word(i % 5);
  const gold = answer === undefined ? { texts: [], start: -1 } : { texts: [answer], start: context.indexOf(answer) };
  return { question: `how is the ${word(9 + (i % 5))}`, context, gold };
});

const repeated = (text: string, times: number) => Array.from({ length: times }, () => text).join(' ');
const long = [{ task: nli, examples: nliExamples.map(({ text, ...rest }) => ({ ...rest, text: repeated(text, 11) })) }];

let root: string;
let base: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-train-'));
  const outcome = await pretrain({
    examples: nliExamples
      .slice(0, 64)
      .map(({ text, pair }) => ({ text, ...(pair ? { translation: pair } : {}), gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 2, hiddenSize: 32, heads: 2, intermediateSize: 64 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 8, batchSize: 16, learningRate: 1e-3, dropout: 0.1 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
  expect(outcome.steps).toBe(8);
  base = join(root, 'base/model');
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const request = (folder: string, fields: RecipeFields = {}, more: Partial<TrainRequest> = {}): TrainRequest => ({
  from: base,
  data: [{ task: nli, examples: nliExamples }],
  head: 'new',
  recipe: recipe({ maxSteps: 23, batchSize: 8, learningRate: 2e-3, saveSteps: 5, evalSteps: 7, ...fields }),
  seed: 3,
  backend: cpu(),
  threads: 1,
  folder: join(root, folder),
  ...more,
});
const hash = async (folder: string) =>
  createHash('sha256')
    .update(await readFile(join(root, folder, 'model/model.safetensors')))
    .digest('hex');
const dev: LanguageRows<'en'> = { task: nli, examples: nliExamples, language: 'en' }; // more than one batch

describe('a stage', () => {
  test('the same seed gives the same weights, another seed others', async () => {
    await train(request('a'));
    await train(request('b'));
    await train(request('c', {}, { seed: 4 }));
    expect(await hash('b')).toBe(await hash('a'));
    expect(await hash('c')).not.toBe(await hash('a'));
  });

  test.each([
    { name: 'in the middle of an epoch, with dropout', fields: {}, after: 12 },
    { name: 'with accumulation', fields: { gradientAccumulationSteps: 3, batchSize: 4 }, after: 40 },
    // Some 2,600 tokens a batch.
    { name: 'with batches in several passes', fields: { batchSize: 96 }, after: 20, more: { data: long } },
    { name: 'with selection on English rows', fields: {}, after: 18, more: { select: dev } },
    // The CPU provider in the role of a device: the learner's graphs are those of a device.
    {
      name: 'with state on a device',
      fields: { gradientAccumulationSteps: 2, batchSize: 4 },
      after: 40,
      more: { select: dev, backend: { ...cpu(), training: { state: 'device' as const } } },
    },
    {
      name: 'with float16 products',
      fields: { precision: 'float16' as const },
      after: 30,
      more: { backend: { ...cpu(), training: { state: 'device' as const } } },
    },
    {
      name: 'with several steps a run',
      fields: { gradientAccumulationSteps: 2, batchSize: 4 },
      after: 5,
      more: { select: dev, backend: { ...cpu(), training: { state: 'loop' as const, steps: 3 } } },
    },
  ])('cut off and taken up again ends bit-identical: $name', async ({ name, fields, after, more = {} }) => {
    const [whole, parts] = [`whole ${name}`, `parts ${name}`];
    const uncut = await train(request(whole, fields, more));
    await killAfter(request(parts, fields, more), after);
    const resumed = await train(request(parts, fields, more));
    expect(resumed.resumedAt).toBeGreaterThan(0);
    expect(await hash(parts)).toBe(await hash(whole));
    expect(resumed).toMatchObject({
      steps: uncut.steps,
      examplesSeen: uncut.examplesSeen,
      selectedStep: uncut.selectedStep,
      selectionScore: uncut.selectionScore,
      losses: uncut.losses,
    });
    expect(await readdir(join(root, parts))).toEqual(['log.jsonl', 'model']);
  });

  test('a half-written checkpoint is not read', async () => {
    await killAfter(request('torn'), 12);
    const checkpoint = join(root, 'torn/checkpoint');
    const complete = (await readdir(checkpoint))
      .map(Number)
      .sort((a, b) => a - b)
      .at(-1);
    await cp(join(checkpoint, String(complete)), join(checkpoint, '20.part'), { recursive: true });
    const { resumedAt } = await train(request('torn'));
    expect(resumedAt).toBe(complete);
    expect(await hash('torn')).toBe(await hash('a'));
  });

  test('a loss that is not a number ends it with the step, the rows and the rate', async () => {
    const bad = request('bad', { warmupRatio: 0, dropout: 0 });
    // Beyond what a recipe may say: no rate within its bounds is sure to end so.
    const wild = { ...bad.recipe, learningRate: 1e30, maxGradNorm: 1e30 };
    await expect(train({ ...bad, recipe: wild })).rejects.toThrow(
      /step \d+, rows [\d, ]+ of same-or-not: the loss is (NaN|Infinity) at learning rate/,
    );
  });
});

const learnt = async (
  task: AnyTask,
  examples: readonly Example<Kind>[],
  folder: string,
  steps: number,
  fields: RecipeFields = {},
  backend = cpu(),
) => {
  const stage = request(
    folder,
    { maxSteps: steps, dropout: 0, learningRate: 3e-3, saveSteps: 1000, ...fields },
    { data: [{ task, examples }], backend },
  );
  await train(stage);
  const outcome = await evaluate({
    from: join(stage.folder, 'model'),
    data: { task, examples },
    recipe: stage.recipe,
    backend: cpu(),
  });
  expect(outcome.predictions.length).toBe(examples.length);
  return scorePredictions(task, 'en', outcome.predictions).scores[0]?.score ?? Number.NaN;
};

describe('training learns and the written checkpoint predicts', () => {
  test('classification', async () => expect(await learnt(nli, nliExamples, 'learn-nli', 400)).toBeGreaterThan(80));
  test('choice, with two to four choices', async () =>
    expect(await learnt(choices, choiceExamples, 'learn-choice', 900)).toBeGreaterThan(80));
  test('span, with questions that have no answer', async () =>
    expect(await learnt(spans, spanExamples, 'learn-span', 300)).toBeGreaterThan(80));

  // The CPU provider in the role of a device: it has float16 products, and rounds where a GPU does.
  test.each([
    ['on a device', { ...cpu(), training: { state: 'device' as const } }],
    ['with several steps a run', { ...cpu(), training: { state: 'loop' as const, steps: 8 } }],
  ])('classification with float16 products, %s', async (name, backend) => {
    expect(
      await learnt(nli, nliExamples, `learn-half ${name}`, 400, { precision: 'float16' }, backend),
    ).toBeGreaterThan(80);
  });

  test('float16 products are refused where there are none', async () => {
    await expect(train(request('refused', { precision: 'float16' }))).rejects.toThrow(
      /recipe: precision: the backend cpu trains in float32 only/,
    );
  });

  test('a mixture trains all its heads and keeps none', async () => {
    const data = [
      { task: nli, examples: nliExamples },
      { task: choices, examples: choiceExamples },
    ];
    await train(request('mixture', { maxSteps: 12 }, { data }));
    const config: unknown = JSON.parse(await readFile(join(root, 'mixture/model/config.json'), 'utf8'));
    expect(config).toMatchObject({ model_type: 'xlm-roberta' });
    const next = request(
      'after',
      { maxSteps: 3 },
      { from: join(root, 'mixture/model'), data: [{ task: spans, examples: spanExamples }] },
    );
    expect((await train(next)).steps).toBe(3);
    await expect(train({ ...next, folder: join(root, 'no-head'), head: 'keep' })).rejects.toThrow(
      /there is no tensor qa_outputs/,
    );
  });
});
