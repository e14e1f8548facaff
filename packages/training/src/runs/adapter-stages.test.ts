// Stages that train an adapter: what they keep, and that whoever opens it finds the model that was trained.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { loadCheckpoint, openCheckpoint, readSafetensors, tokenizerFolder, writeMerged } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { averageModels } from '../combining/combine-models.ts';
import { killAfter } from '../fixtures/cut-off.ts';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { smallBase } from '../fixtures/small-base.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';
import { train } from './train.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-adapters-'));
  await smallBase(join(root, 'base'), words);
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const of = (i: number) => words[i % words.length] ?? '';
const pairs: Example<'classification'>[] = Array.from({ length: 32 }, (_, i) => {
  return { text: `${of(i)} ${of(i * 3 + 1)}`, pair: of(i + (i % 2)), gold: i % 2 };
});
const picks: Example<'choice'>[] = Array.from({ length: 16 }, (_, i) => {
  return { context: of(i), choices: [of(i), of(i + 2)], gold: 0 };
});
const lora = { type: 'lora', rank: 4, alpha: 8, dropout: 0.1 } as const;

const request = (
  from: string,
  folder: string,
  fields: RecipeFields,
  more: Partial<TrainRequest> = {},
): TrainRequest => ({
  from: join(root, from, 'model'),
  data: [{ task: nli, examples: pairs }],
  head: 'new',
  recipe: recipe({
    maxSteps: 8,
    batchSize: 8,
    learningRate: 1e-2,
    saveSteps: 3,
    select: 'last',
    adapter: lora,
    ...fields,
  }),
  seed: 3,
  backend: cpu(),
  threads: 1,
  folder: join(root, folder),
  ...more,
});
const stage = (...args: Parameters<typeof request>) => train(request(...args));
const weightsIn = async (folder: string) => (await loadCheckpoint(join(root, folder, 'model'))).weights;

/** The largest difference of two models' tensors, all of which both have. */
async function apart(one: string, other: string): Promise<number> {
  const [a, b] = [await weightsIn(one), await weightsIn(other)];
  expect([...a.keys()].sort()).toEqual([...b.keys()].sort());
  return Math.max(
    ...[...a].flatMap(([name, { data }]) =>
      Array.from(data, (x, i) => Math.abs(x - (b.get(name)?.data[i] ?? Number.NaN))),
    ),
  );
}

/** The model as whole weights. */
async function merged(folder: string): Promise<string> {
  const from = join(root, folder, 'model');
  const to = join(root, `${folder}-merged`, 'model');
  await writeMerged(await openCheckpoint(from), to);
  await (await Tokenizer.load(await tokenizerFolder(from))).save(to);
  return to;
}

describe('a stage with an adapter', () => {
  test('keeps PEFT’s files, a fraction of the model, and the same model is opened', async () => {
    await stage('base', 'one', {});
    const files = (await readdir(join(root, 'one/model'))).sort();
    expect(files).toEqual(expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors', 'config.json']));
    expect(files).not.toContain('model.safetensors');
    const config: unknown = JSON.parse(await readFile(join(root, 'one/model/adapter_config.json'), 'utf8'));
    expect(config).toMatchObject({
      ...{ peft_type: 'LORA', task_type: 'SEQ_CLS', r: 4, lora_alpha: 8, lora_dropout: 0.1 },
      ...{ target_modules: ['query', 'value'], modules_to_save: ['classifier'], rank_pattern: {} },
    });
    const own = await readSafetensors(join(root, 'one/model/adapter_model.safetensors'));
    expect([...own.keys()]).toContain('base_model.model.roberta.encoder.layer.0.attention.self.query.lora_A.weight');
    expect([...own.keys()]).toContain('base_model.model.classifier.dense.weight');
    const [base, all] = [await weightsIn('base'), await weightsIn('one')];
    for (const [name, { data }] of all) {
      const before = base.get(name)?.data;
      if (!before) continue;
      if (/(query|value)\.weight/.test(name)) expect(data, name).not.toEqual(before);
      else expect(data, name).toEqual(before);
    }
    // W + alpha / rank · B A, written out.
    const module = 'roberta.encoder.layer.0.attention.self.query';
    const [a, b] = ['A', 'B'].map((side) => own.get(`base_model.model.${module}.lora_${side}.weight`));
    const [width, height] = [a?.shape[1] ?? 0, b?.shape[0] ?? 0];
    const before = base.get(`${module}.weight`)?.data ?? [];
    const sum = Array.from({ length: width * height }, (_, at) => {
      const [row, column] = [Math.floor(at / width), at % width];
      const added = [0, 1, 2, 3].map((r) => (b?.data[row * 4 + r] ?? 0) * (a?.data[r * width + column] ?? 0));
      return (before[at] ?? 0) + 2 * added.reduce((s, x) => s + x, 0);
    });
    const found = all.get(`${module}.weight`)?.data ?? [];
    expect(Math.max(...sum.map((x, i) => Math.abs(x - (found[i] ?? 0))))).toBeLessThan(1e-6);
  });

  test('is evaluated, averaged and trained further as the whole model would be', async () => {
    const whole = await merged('one');
    const test = { recipe: recipe(), backend: cpu(), threads: 1, data: { task: nli, examples: pairs } };
    const predictions = async (from: string) => (await evaluate({ ...test, from })).predictions;
    expect(await predictions(join(root, 'one/model'))).toEqual(await predictions(whole));
    for (const model of [join(root, 'one/model'), whole])
      await averageModels({
        members: [model, join(root, 'base/model')],
        head: { of: model },
        to: join(root, model === whole ? 'mean-b' : 'mean-a', 'model'),
      });
    expect(await apart('mean-a', 'mean-b')).toBe(0);
    const further = { adapter: 'none', dropout: 0 } as const;
    await stage('one', 'full-a', further);
    await stage('one-merged', 'full-b', further);
    expect(await apart('full-a', 'full-b')).toBe(0);
    expect(await readdir(join(root, 'full-a/model'))).toContain('model.safetensors');
  });

  test('goes on after a kill, and with its best step, as if nothing had been', async () => {
    const select = { task: nli, examples: pairs.slice(0, 8), language: 'en' } as const;
    const best = { select: 'best', evalSteps: 2 } as const;
    await stage('base', 'through', best, { select });
    await killAfter(request('base', 'cut', best, { select }), 5);
    await stage('base', 'cut', best, { select });
    const bytes = (folder: string) => readFile(join(root, folder, 'model/adapter_model.safetensors'));
    expect((await bytes('cut')).equals(await bytes('through'))).toBe(true);
  });
});

describe('a chain of stages', () => {
  const next: Partial<TrainRequest> = { data: [{ task: choices, examples: picks }] };

  test('stacks: the same adapter goes on, from where it was', async () => {
    await stage('one', 'still', { learningRate: 1e-12 }, next);
    await stage('one', 'stacked', {}, next);
    const tensors = (folder: string) => readSafetensors(join(root, folder, 'model/adapter_model.safetensors'));
    const [before, still, stacked] = [await tensors('one'), await tensors('still'), await tensors('stacked')];
    for (const [name, { data, shape }] of before) {
      if (!name.includes('lora')) continue;
      const worst = Math.max(
        ...Array.from(still.get(name)?.data ?? [Number.NaN], (x, i) => Math.abs(x - (data[i] ?? 0))),
      );
      expect(worst, name).toBeLessThan(1e-9);
      expect(stacked.get(name)?.shape, name).toEqual(shape);
      expect(stacked.get(name)?.data, name).not.toEqual(data);
    }
    await expect(stage('one', 'other', { adapter: { ...lora, rank: 2 } }, next)).rejects.toThrow(
      /rank 4.*rank 2.*chain: merge/s,
    );
  });

  test('merges: the weights have the first, a fresh one is trained on them, and both are kept as one', async () => {
    const merge: RecipeFields = {
      adapter: { ...lora, dropout: 0, chain: 'merge', targetModules: ['value', 'output.dense'] },
    };
    await merged('one');
    await stage('one', 'chained', merge, next);
    await stage('one-merged', 'apart', merge, next);
    // The same training: of the first the sum of two adapters is kept, of the second one beside other weights.
    expect(await apart('chained', 'apart')).toBeLessThan(1e-6);
    const { base_model_name_or_path: base, ...config } = JSON.parse(
      await readFile(join(root, 'chained/model/adapter_config.json'), 'utf8'),
    );
    expect(base).toBe(join(root, 'base/model'));
    expect(config).toMatchObject({
      r: 4,
      lora_alpha: 4,
      rank_pattern: { 'roberta.encoder.layer.0.attention.self.value': 8 },
    });
    expect((await stat(join(root, 'chained/model/adapter_model.safetensors'))).size).toBeLessThan(
      (await stat(join(root, 'base/model/model.safetensors'))).size / 2,
    );
  });
});

test('an adapter without its base model is refused, with the file and the remedy', async () => {
  const to = join(root, 'lost', 'model');
  await stage('base', 'lost', {}, { adapterBase: '../nowhere' });
  await expect(loadCheckpoint(to)).rejects.toThrow(/adapter_config\.json.*nowhere.*base_model_name_or_path/s);
  await expect(stage('base', 'none', { adapter: { ...lora, targetModules: ['querry'] } })).rejects.toThrow(
    /querry.*query/s,
  );
  await expect(stage('base', 'none', { freeze: 9 })).rejects.toThrow(/9 layers/);
});
