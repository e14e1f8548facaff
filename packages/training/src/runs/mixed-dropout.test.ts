// Heads of one stage that drop different shares, as where a checkpoint has a dropout of its own before its head.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallBase } from '../fixtures/small-base.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { TrainRequest } from './requests.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const pairs: Example<'classification'>[] = Array.from({ length: 32 }, (_, i) => {
  return { text: word(i * 7), pair: word(i * 7 + 5 * (i % 2)), gold: i % 2 };
});
const echoes: Example<'choice'>[] = Array.from({ length: 32 }, (_, i) => {
  return { context: word(i), choices: [word(i), word(i + 3)], gold: 0 };
});

let root: string;
let base: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-mixed-dropout-'));
  base = await smallBase(
    join(root, 'base'),
    words.map((one) => `the ${one}`),
  );
  const path = join(base, 'config.json');
  const config: object = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...config, classifier_dropout: 0.4 }));
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const request = (folder: string, data: TrainRequest['data'], fields: RecipeFields = {}): TrainRequest => ({
  ...{ from: base, data, head: 'new', seed: 3, backend: cpu(), threads: 1, folder: join(root, folder) },
  recipe: recipe({ batchSize: 8, maxSteps: 2, select: 'last', ...fields }),
});
const both = [
  { task: nli, examples: pairs },
  { task: choices, examples: echoes },
];

test('heads that drop different shares of what they share are refused, with what makes them alike', async () => {
  // Trained on, factors of 0.4 stood beside those of 0.1: a stage that was resumed ended with other weights.
  await expect(train(request('refused', both))).rejects.toThrow(
    'same-or-not and pick-the-echo would drop 0.4 and 0.1 of what they share',
  );
  expect(await train(request('one-share', both, { dropout: 0.1 }))).toMatchObject({ steps: 2 });
});

test('each of the heads by itself is trained with the dropout of its checkpoint', async () => {
  for (const [i, one] of both.entries())
    expect(await train(request(`alone-${i}`, [one]))).toMatchObject({ steps: 2, interrupted: false });
});
