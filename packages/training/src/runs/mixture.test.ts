// Several tasks and text in one stage: who is drawn how often, what is kept, and that a cut-off stage goes on the same.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { loadCheckpoint, readSafetensors, saveCheckpoint } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter } from '../fixtures/cut-off.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { drawWeights, weightBeside } from './mixing.ts';
import { pretrain } from './pretrain.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { TrainOutcome, TrainRequest } from './requests.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const pairs = (n: number): Example<'classification'>[] =>
  Array.from({ length: n }, (_, i) => ({
    text: word(i * 7),
    pair: word(i % 2 === 0 ? i * 7 : i * 7 + 5),
    gold: i % 2,
  }));
const echoes = (n: number): Example<'choice'>[] =>
  Array.from({ length: n }, (_, i) => ({ context: word(i), choices: [word(i), word(i + 3)], gold: 0 }));
const text: Example<'mlm'>[] = Array.from({ length: 50 }, (_, i) => ({
  text: `the ${word(i)} is ${word(i + 4)}`,
  gold: null,
}));

let root: string;
let base: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-mixture-'));
  await pretrain({
    examples: text,
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 1, hiddenSize: 16, heads: 2, intermediateSize: 32 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 4, batchSize: 16, learningRate: 1e-3 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
  base = join(root, 'base/model');
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const request = (folder: string, more: Partial<TrainRequest> = {}, fields: RecipeFields = {}): TrainRequest => ({
  from: base,
  data: [
    { task: nli, examples: pairs(160) },
    { task: choices, examples: echoes(40) },
  ],
  head: 'new',
  recipe: recipe({ batchSize: 8, learningRate: 1e-3, saveSteps: 5, dropout: 0.1, select: 'last', ...fields }),
  seed: 3,
  backend: cpu(),
  threads: 1,
  folder: join(root, folder),
  ...more,
});

const model = (folder: string) => join(root, folder, 'model/model.safetensors');
const hash = async (folder: string) =>
  createHash('sha256')
    .update(await readFile(model(folder)))
    .digest('hex');
const stepsOf = ({ sampled }: TrainOutcome) => Object.fromEntries(sampled.map(({ task, steps }) => [task, steps]));

test('weights follow jiant’s samplers', () => {
  const sizes = [
    { task: 'large', size: 400 },
    { task: 'small', size: 25 },
  ];
  expect(drawWeights(sizes, 'proportional')).toEqual([400, 25]);
  expect(drawWeights(sizes, 'uniform')).toEqual([1, 1]);
  expect(drawWeights(sizes, { temperature: 2, sizeCap: null })).toEqual([20, 5]);
  expect(drawWeights(sizes, { temperature: 2, sizeCap: 100 })).toEqual([10, 5]);
  expect(drawWeights(sizes, { weights: { small: 3, large: 1 } })).toEqual([1, 3]);
  expect(weightBeside([3, 3], 0.25)).toBe(2);
});

describe('a mixture', () => {
  test.each([
    { name: 'proportional', mixing: 'proportional' as const, share: 0.8 },
    { name: 'uniform', mixing: 'uniform' as const, share: 0.5 },
    { name: 'temperature and cap', mixing: { temperature: 2, sizeCap: 90 }, share: 0.6 },
    { name: 'weights', mixing: { weights: { [nli.name]: 1, [choices.name]: 3 } }, share: 0.25 },
  ])('draws its tasks as asked: $name', async ({ name, mixing, share }) => {
    const outcome = await train(request(name, { mixing }, { maxSteps: 120 }));
    const drawn = stepsOf(outcome);
    expect((drawn[nli.name] ?? 0) + (drawn[choices.name] ?? 0)).toBe(120);
    // Three standard deviations of 120 draws are 0.14 at most.
    expect(Math.abs((drawn[nli.name] ?? 0) / 120 - share)).toBeLessThan(0.14);
    expect(outcome.sampled.reduce((sum, { examples }) => sum + examples, 0)).toBe(outcome.examplesSeen);
    expect(outcome.maskedHead).toBeNull();
  });

  test('shares a head between tasks of the same labels only where it is told to, and then keeps it', async () => {
    const twin = { ...nli, name: 'same-again' };
    const data = [
      { task: nli, examples: pairs(32) },
      { task: twin, examples: pairs(32) },
    ];
    await train(request('apart', { data }));
    const shared = await train(request('shared', { data, heads: 'shared' }));
    const heads = async (folder: string) =>
      [...(await readSafetensors(model(folder))).keys()].filter((name) => name.startsWith('classifier.'));
    expect(await heads('apart')).toEqual([]);
    expect((await heads('shared')).length).toBe(4);
    expect(Object.keys(stepsOf(shared))).toEqual([nli.name, 'same-again']);
  });
});

describe('masked-language modelling beside a task', () => {
  const data = [{ task: nli, examples: pairs(160) }];
  const beside = { examples: text, share: 0.25 };

  test('comes on top of the task’s epochs, goes on with the checkpoint’s head, and leaves the task’s', async () => {
    const alone = await train(request('alone', { data }));
    const outcome = await train(request('beside', { data, beside }));
    expect(alone.steps).toBe(40);
    expect(outcome.steps).toBe(54);
    const { mlm = 0 } = stepsOf(outcome);
    expect(Math.abs(mlm / 54 - 0.25)).toBeLessThan(0.18);
    expect(outcome.maskedHead).toBe('checkpoint');
    const names = [...(await readSafetensors(model('beside'))).keys()];
    expect(names.filter((name) => name.startsWith('classifier.')).length).toBe(4);
    expect(names.filter((name) => name.includes('/') || name.startsWith('lm_head'))).toEqual([]);
  });

  test('moves words that no text has: every row of the tied table is guessed among', async () => {
    const table = async (file: string) =>
      (await readSafetensors(file)).get('roberta.embeddings.word_embeddings.weight')?.data ?? new Float32Array();
    const fields = { weightDecay: 0 };
    await train(request('dry', { data }, fields));
    await train(request('wet', { data, beside }, fields));
    const [before, dry, wet] = [
      await table(join(base, 'model.safetensors')),
      await table(model('dry')),
      await table(model('wet')),
    ];
    const still = (after: Float32Array) => after.filter((x, i) => x === before[i]).length;
    expect(still(dry)).toBeGreaterThan(0);
    expect(still(wet)).toBe(0);
  });

  test('starts a head where the checkpoint has none, and says so', async () => {
    const { architecture, config, weights } = await loadCheckpoint(base);
    const headless = join(root, 'headless');
    const kept = [...weights].filter(([name]) => !name.startsWith('lm_head.'));
    await saveCheckpoint(headless, kept, { architecture, config, head: 'mlm' });
    await (await Tokenizer.load(base)).save(headless);
    const outcome = await train(request('fresh', { data, beside, from: headless }, { maxSteps: 6 }));
    expect(outcome.maskedHead).toBe('fresh');
  });

  test.each([
    { name: 'on the host', backend: cpu(), after: 24 },
    { name: 'on a device', backend: { ...cpu(), training: { state: 'device' as const } }, after: 40 },
    { name: 'several steps a run', backend: { ...cpu(), training: { state: 'loop' as const, steps: 3 } }, after: 12 },
  ])('and a mixture: cut off and taken up again ends bit-identical, $name', async ({ name, backend, after }) => {
    const mixing = { temperature: 2, sizeCap: 100 };
    const stage = (folder: string) => request(folder, { mixing, beside, backend }, { maxSteps: 33 });
    const whole = await train(stage(`whole ${name}`));
    await killAfter(stage(`parts ${name}`), after);
    const resumed = await train(stage(`parts ${name}`));
    expect(resumed.resumedAt).toBeGreaterThan(0);
    expect(await hash(`parts ${name}`)).toBe(await hash(`whole ${name}`));
    expect(resumed.sampled).toEqual(whole.sampled);
    expect(resumed.examplesSeen).toBe(whole.examplesSeen);
  });
});
