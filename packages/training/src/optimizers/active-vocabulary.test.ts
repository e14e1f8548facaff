// Training on the rows of the token embeddings that occur must equal training on all of them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import type { LanguageRows } from '@stopover/data';
import { readSafetensors, type StoredTensor } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter } from '../fixtures/cut-off.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { pretrain } from '../runs/pretrain.ts';
import { recipe } from '../runs/recipe.ts';
import type { TrainRequest } from '../runs/requests.ts';
import { train } from '../runs/train.ts';
import { activeVocabulary, decayAfter } from './active-vocabulary.ts';

// Half of the words train; the alphabet and all words together read every row of the table but `<mask>`.
const some = words.slice(0, 7);
const of = (i: number) => some[i % some.length] ?? '';
const pairs: Example<'classification'>[] = Array.from({ length: 64 }, (_, i) => ({
  text: `${of(i)} ${of(i * 3 + 1)}`,
  pair: of(i + (i % 2)),
  gold: i % 2,
}));
const picks: Example<'choice'>[] = Array.from({ length: 32 }, (_, i) => ({
  context: of(i),
  choices: [of(i), of(i + 2)],
  gold: 0,
}));
const everything = [...words, ...'abcdefghijklmnopqrstuvwxyz', 'the is and how', '<mask>'].join(' ');
const english = (text: string): LanguageRows<'en'> => ({ task: nli, examples: [{ text, gold: 0 }], language: 'en' });
const word = 'roberta.embeddings.word_embeddings.weight';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-active-'));
  await pretrain({
    examples: [{ text: everything, gold: null }],
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 1, hiddenSize: 16, heads: 2, intermediateSize: 32 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 2, batchSize: 1 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** One stage; `dev` only widens the vocabulary, since it is scored once, after the last step. */
const request = (from: string, folder: string, dev: string): TrainRequest => ({
  from: join(root, from, 'model'),
  data: [{ task: nli, examples: pairs }],
  head: 'new',
  recipe: recipe({ maxSteps: 30, batchSize: 8, learningRate: 2e-3, weightDecay: 0.1, saveSteps: 11 }),
  select: english(dev),
  seed: 3,
  backend: cpu(),
  threads: 1,
  folder: join(root, folder),
});

async function stage(from: string, folder: string, dev: string, more: Partial<TrainRequest> = {}) {
  await train({ ...request(from, folder, dev), ...more });
  return readSafetensors(join(root, folder, 'model/model.safetensors'));
}

function worst(a: ReadonlyMap<string, StoredTensor>, b: ReadonlyMap<string, StoredTensor>): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  let far = 0;
  for (const [name, { data, shape }] of a) {
    const other = b.get(name);
    expect(other?.shape).toEqual(shape);
    data.forEach((x, i) => {
      far = Math.max(far, Math.abs(x - (other?.data[i] ?? Number.NaN)));
    });
  }
  return far;
}

// Weights are of size 0.02 to 1; thirty float32 updates round each to about 1e-7, and the closed form rounds once.
const rounding = 1e-6;

describe('the active vocabulary', () => {
  test('gives the weights of dense training, the decay of absent rows included', async () => {
    const active = await stage('base', 'active', some.join(' '));
    const dense = await stage('base', 'dense', everything);
    expect(worst(active, dense)).toBeLessThan(rounding);
    const base = await readSafetensors(join(root, 'base/model/model.safetensors'));
    const [before, after] = [base.get(word)?.data ?? [], active.get(word)?.data ?? []];
    const mask = before.length - 1; // of `<mask>`, the last row, which no example reads
    expect(after[mask]).not.toBe(before[mask]);
    expect(after[mask]).toBeCloseTo((before[mask] ?? 0) * (1 - 0.1 * 2e-3) ** 15, 5);
  });

  test('across a checkpoint and a change of task', async () => {
    await killAfter(request('base', 'cut', some.join(' ')), 14);
    const resumed = await stage('base', 'cut', some.join(' '));
    const dense = await stage('base', 'whole', everything);
    expect(worst(resumed, dense)).toBeLessThan(rounding);
    const next = (text: string): Partial<TrainRequest> => ({
      data: [{ task: choices, examples: picks }],
      select: { task: choices, examples: [{ context: text, choices: [of(0), of(1)], gold: 0 }], language: 'en' },
    });
    const one = await stage('cut', 'cut-next', of(0), next(of(0)));
    const other = await stage('whole', 'whole-next', of(0), next(everything));
    expect(worst(one, other)).toBeLessThan(rounding * 2); // two stages
  });

  test('keeps the number of the padding row and numbers the others in order', () => {
    const feature = { kind: 'classification', item: 0, sequences: [Int32Array.of(0, 9, 5, 2)], label: 0 } as const;
    const { ids, rows } = activeVocabulary([feature], { vocabSize: 12, padId: 1 });
    expect([...ids]).toEqual([0, 1, 2, 5, 9]);
    expect([...rows]).toEqual([0, 1, 2, -1, -1, 3, -1, -1, -1, 4, -1, -1]);
  });

  test('decays by the rates of the schedule', () => {
    const constant = recipe({ learningRate: 0.5, weightDecay: 0.1, schedule: 'constant', warmupRatio: 0, maxSteps: 9 });
    expect(decayAfter(3, constant, 9)).toBeCloseTo(0.95 ** 3, 12);
    expect(decayAfter(3, { ...constant, weightDecay: 0 }, 9)).toBe(1);
  });
});
