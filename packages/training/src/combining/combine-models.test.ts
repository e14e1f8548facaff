// Means and sums of models' weights against the same computed by hand, and what cannot be combined.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { readSafetensors, writeSafetensors } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { smallBase } from '../fixtures/small-base.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { recipe } from '../runs/recipe.ts';
import type { TrainRequest } from '../runs/requests.ts';
import { train } from '../runs/train.ts';
import { addTasks, averageModels } from './combine-models.ts';

const word = (i: number) => words[i % words.length] ?? '';
const pairs: Example<'classification'>[] = Array.from({ length: 40 }, (_, i) => ({
  text: word(i * 7),
  pair: word(i % 2 === 0 ? i * 7 : i * 7 + 5),
  gold: i % 2,
}));
const echoes: Example<'choice'>[] = Array.from({ length: 20 }, (_, i) => ({
  context: word(i),
  choices: [word(i), word(i + 3)],
  gold: 0,
}));

let root: string;
const at = (name: string) => join(root, name);
const model = (name: string) => join(root, name, 'model');

const base = (name: string, hiddenSize: number) =>
  smallBase(
    at(name),
    pairs.map(({ text }) => text),
    hiddenSize,
  );
const fineTuned = (name: string, seed: number, more: Partial<TrainRequest> = {}) =>
  train({
    from: model('base'),
    data: [{ task: nli, examples: pairs }],
    head: 'new',
    recipe: recipe({ maxSteps: 4, batchSize: 8, learningRate: 1e-2, select: 'last' }),
    ...{ seed, backend: cpu(), threads: 1 },
    folder: at(name),
    ...more,
  });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-combine-'));
  await base('base', 16);
  await fineTuned('a', 1);
  await fineTuned('b', 2);
  await fineTuned('c', 3);
  await fineTuned('choice', 4, { data: [{ task: choices, examples: echoes }] });
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const tensors = async (folder: string) =>
  new Map(
    [...(await readSafetensors(join(folder, 'model.safetensors')))].map(([name, { data }]) => [name, data] as const),
  );
const configOf = async (folder: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
const isHead = (name: string) => name.startsWith('classifier.') || name.startsWith('lm_head.');

describe('the mean of models', () => {
  test('is that of every tensor, computed in float64 and rounded once', async () => {
    const members = ['a', 'b', 'c'].map(model);
    const { combined, taken, factors } = await averageModels({ members, head: 'combine', to: at('mean') });
    const [a, b, c, mean] = [...(await Promise.all(members.map(tensors))), await tensors(at('mean'))];
    expect([...(mean?.keys() ?? [])].sort()).toEqual([...(a?.keys() ?? [])].sort());
    expect([...combined].sort()).toEqual([...(a?.keys() ?? [])].sort());
    expect(taken).toEqual([]);
    expect(Object.values(factors)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    for (const [name, data] of mean ?? []) {
      const [x, y, z] = [a, b, c].map((one) => one?.get(name) ?? new Float32Array());
      const wanted = data.map((_, i) => Math.fround(((x?.[i] ?? 0) + (y?.[i] ?? 0) + (z?.[i] ?? 0)) / 3));
      expect(data, name).toEqual(wanted);
    }
  });

  test('is a model like any other', async () => {
    await averageModels({ members: [model('a'), model('b')], head: 'combine', to: at('usable') });
    expect(await configOf(at('usable'))).toEqual(await configOf(model('a')));
    expect((await readdir(at('usable'))).sort()).toEqual((await readdir(model('a'))).sort());
    const { predictions } = await evaluate({
      from: at('usable'),
      data: { task: nli, examples: pairs },
      recipe: recipe(),
      backend: cpu(),
    });
    expect(predictions.length).toBe(pairs.length);
  });

  test('takes the place of a folder that is there, or none where it fails', async () => {
    const to = at('replaced');
    await averageModels({ members: [model('a'), model('b')], head: 'leave', to });
    const taken = async () => {
      throw new Error('taken over');
    };
    await expect(
      averageModels({ members: [model('a'), model('c')], head: 'leave', to, mayWrite: taken }),
    ).rejects.toThrow('taken over');
    const before = await tensors(to);
    await averageModels({ members: [model('a'), model('c')], head: 'leave', to });
    expect(await tensors(to)).not.toEqual(before);
    expect(await readdir(root)).not.toContain('replaced.part');
  });
});

describe('task arithmetic', () => {
  test('is the base with what each task changed, times its weight', async () => {
    const add = [
      { model: model('a'), weight: 0.4 },
      { model: model('choice'), minus: model('b'), weight: -0.5 },
    ];
    const { factors, taken } = await addTasks({ base: model('base'), add, head: { of: model('a') }, to: at('sum') });
    expect(factors).toEqual({
      [model('base')]: 1 - 0.4,
      [model('a')]: 0.4,
      [model('choice')]: -0.5,
      [model('b')]: 0.5,
    });
    const [zero, a, choice, b, sum] = await Promise.all(
      [model('base'), model('a'), model('choice'), model('b'), at('sum')].map(tensors),
    );
    expect(new Set([...(sum?.keys() ?? [])].filter(isHead))).toEqual(new Set(taken));
    for (const [name, data] of sum ?? []) {
      const of = (from: ReadonlyMap<string, Float32Array> | undefined, i: number) => from?.get(name)?.[i] ?? Number.NaN;
      data.forEach((x, i) => {
        const wanted = isHead(name)
          ? of(a, i)
          : of(zero, i) + 0.4 * (of(a, i) - of(zero, i)) - 0.5 * (of(choice, i) - of(b, i));
        if (Math.abs(x - wanted) > 1e-7 * Math.max(1, Math.abs(wanted))) expect.fail(`${name}[${i}]: ${x}, ${wanted}`);
      });
    }
    expect(await configOf(at('sum'))).toMatchObject({ id2label: { 0: 'same', 1: 'other' } });
  });

  test('of weight 0 is the base, and of weight 1 the model, to the last bit', async () => {
    const of = async (weight: number) => {
      const to = at(`weight ${weight}`);
      await addTasks({ base: model('base'), add: [{ model: model('a'), weight }], head: 'leave', to });
      return tensors(to);
    };
    const [none, whole] = [await of(0), await of(1)];
    const [zero, a] = [await tensors(model('base')), await tensors(model('a'))];
    for (const [name, data] of none) expect(data, name).toEqual(zero.get(name));
    for (const [name, data] of whole) expect(data, name).toEqual(a.get(name));
    expect([...none.keys()].filter(isHead)).toEqual([]);
    expect(await configOf(at('weight 0'))).not.toHaveProperty('id2label');
  });
});

describe('models that cannot be combined are named, with what is unlike', () => {
  const average = (other: string, head: 'combine' | 'leave' | { readonly of: string } = 'leave') =>
    averageModels({ members: [model('a'), other], head, to: at('refused') });

  test('another size', async () => {
    await base('wide', 32);
    await expect(average(model('wide'))).rejects.toThrow(/wide.model: its hiddenSize is 32, that of .*a.model 16/);
  });

  test('another vocabulary of the same size', async () => {
    await cp(model('b'), at('other words'), { recursive: true });
    const file = join(at('other words'), 'tokenizer.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('▁red', '▁tmp').replaceAll('▁blue', '▁red').replaceAll('▁tmp', '▁blue'));
    expect(await readFile(file, 'utf8')).not.toBe(text);
    await expect(average(at('other words'))).rejects.toThrow(/tokenizer.json: its vocabulary is not that of .*a.model/);
    // The same written otherwise is the same.
    await writeFile(file, JSON.stringify(JSON.parse(text), null, 4));
    expect((await average(at('other words'))).combined.length).toBeGreaterThan(10);
  });

  test('another head, other labels, a head of none of them', async () => {
    await expect(average(model('choice'), 'combine')).rejects.toThrow(/choice.model: its head is for choice/);
    const swapped = { ...nli, head: { labels: ['other', 'same'] } };
    await fineTuned('swapped', 5, { data: [{ task: swapped, examples: pairs }] });
    await expect(average(model('swapped'), 'combine')).rejects.toThrow(/swapped.model: the labels of its head/);
    await expect(average(model('b'), { of: model('c') })).rejects.toThrow(/head: .*c.model is none of the models/);
  });

  test('a tensor of another shape', async () => {
    await cp(model('b'), at('cut head'), { recursive: true });
    const file = join(at('cut head'), 'model.safetensors');
    const all = await readSafetensors(file);
    const cut = [...all].map(([name, tensor]) =>
      name === 'classifier.out_proj.bias'
        ? ([name, { shape: [1], data: Float32Array.of(0) }] as const)
        : ([name, tensor] as const),
    );
    await writeSafetensors(file, cut);
    await expect(average(at('cut head'), 'combine')).rejects.toThrow(
      /cut head: classifier.out_proj.bias has shape \[1\], and in .*a.model \[2\]/,
    );
  });

  test('one model, or one twice, or a weight that is none', async () => {
    await expect(averageModels({ members: [model('a')], head: 'leave', to: at('one') })).rejects.toThrow(
      /at least two/,
    );
    await expect(average(model('a'))).rejects.toThrow(/none twice/);
    const add = [{ model: model('a'), weight: Number.NaN }];
    await expect(addTasks({ base: model('base'), add, head: 'leave', to: at('nan') })).rejects.toThrow(/weight is NaN/);
    const huge = [{ model: model('a'), weight: 1e300 }];
    await expect(addTasks({ base: model('base'), add: huge, head: 'leave', to: at('huge') })).rejects.toThrow(
      /beyond float32/,
    );
  });
});
