import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { defineTask, type Example } from '@stopover/core';
import { loadCheckpoint, saveCheckpoint } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { recipe } from './recipe.ts';
import { train } from './train.ts';

const task = defineTask({
  name: 'made-up',
  kind: 'classification',
  role: 'target',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train', test: 'test' } },
  languages: { default: 'en' },
  head: { labels: ['a', 'b', 'c', 'd'] },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ text: '', gold: 0 }),
});
const examples: Example<'classification'>[] = [
  { id: 'first', text: 'red cat', gold: 0 },
  { id: 'second', text: 'old house bird', gold: 1 },
  { id: 'third', text: 'new dog blue', gold: 2 },
];
const fixtures = join(import.meta.dirname, '../fixtures');

let root: string;
let from: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-models-'));
  from = await written('whole', louder);
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Change = (weight: { readonly name: string; readonly data: Float32Array }) => Float32Array;

/** Larger weights, so that a model nobody trained does not say the same of every text. */
const louder: Change = ({ name, data }) =>
  name === 'classifier.out_proj.bias' ? data.fill(0) : data.map((x) => (name.includes('LayerNorm') ? x : 6 * x));

/** A classifier whose weights were changed, with the tokenizer of words. */
async function written(name: string, change: Change, dtype: 'F32' | 'F16' = 'F32'): Promise<string> {
  const folder = join(root, name);
  const read = await loadCheckpoint(join(fixtures, 'transformers-parity/xlm-roberta/classification'));
  const tensors = [...read.weights].map(([key, { shape, data }]) => {
    return [key, { shape, data: change({ name: key, data: data.slice() }) }] as const;
  });
  await saveCheckpoint(folder, tensors, { ...read, head: 'classification', labels: task.head.labels, dtype });
  await (await Tokenizer.load(join(fixtures, 'words-tokenizer'))).save(folder);
  return folder;
}

const request = (folder: string) => ({
  from: folder,
  data: { task, examples },
  recipe: recipe({ maxLength: 16, maxSteps: 1, select: 'last' }),
  backend: cpu(),
  threads: 1,
});

test('weights are read through links, as the cache of a hub has them', async () => {
  const linked = join(root, 'linked');
  await mkdir(join(root, 'blobs'));
  await mkdir(linked);
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']) {
    await writeFile(join(root, 'blobs', `of-${name}`), await readFile(join(from, name)));
    await symlink(join('..', 'blobs', `of-${name}`), join(linked, name));
  }
  const { predictions } = await evaluate(request(from));
  expect((await evaluate(request(linked))).predictions).toEqual(predictions);
  expect(new Set(predictions.map(({ prediction }) => prediction)).size).toBeGreaterThan(1);
});

test('weights of half the width predict the same', async () => {
  const half = await written('half', louder, 'F16');
  expect((await evaluate(request(half))).predictions).toEqual((await evaluate(request(from))).predictions);
});

test('a model with a NaN gets no score, and is not trained on', async () => {
  const broken = await written('broken', ({ name, data }) => {
    if (name.endsWith('layer.0.output.dense.bias')) data[3] = Number.NaN;
    return data;
  });
  const message = /output.dense.bias", number 3: the weights hold NaN/;
  await expect(evaluate(request(broken))).rejects.toThrow(message);
  const { data, ...rest } = request(broken);
  const training = train({ ...rest, data: [data], head: 'new', seed: 1, folder: join(root, 'trained') });
  await expect(training).rejects.toThrow(message);
});

test('outputs that are no numbers are named by row and not scored', async () => {
  // Finite weights whose sum is not: every logit is the difference of two infinities.
  const loud = await written('loud', ({ name, data }) =>
    name.startsWith('classifier.out_proj') ? data.fill(3e38) : data,
  );
  await expect(evaluate(request(loud))).rejects.toThrow(/^made-up, row (first|second|third): the model gives/);
});

test('a head of another kind is not taken for the right one', async () => {
  const file = join(root, 'other', 'config.json');
  await written('other', ({ data }) => data);
  const config: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...Object(config), architectures: ['XLMRobertaForMultipleChoice'] }));
  await expect(evaluate(request(join(root, 'other')))).rejects.toThrow(
    'the checkpoint was trained for multiple choice (XLMRobertaForMultipleChoice); made-up needs classification.',
  );
  await writeFile(file, JSON.stringify({ ...Object(config), architectures: ['XLMRobertaModel'] }));
  await expect(evaluate(request(join(root, 'other')))).rejects.toThrow('XLMRobertaModel is an encoder without a head');
});

test('a token beyond the token embeddings is named with its row, before a step', async () => {
  const folder = join(root, 'short');
  const tokenizer = await Tokenizer.load(from);
  const last = tokenizer.size - 1;
  const { weights, architecture, config } = await loadCheckpoint(from);
  const tensors = [...weights].map(([name, { shape, data }]) => {
    const width = shape[1] ?? 1;
    const cut = { shape: [last, width], data: data.subarray(0, last * width) };
    return [name, name.endsWith('word_embeddings.weight') ? cut : { shape, data }] as const;
  });
  const short = { ...config, vocabSize: last, raw: { ...config.raw, vocab_size: last } };
  await saveCheckpoint(folder, tensors, {
    architecture,
    config: short,
    head: 'classification',
    labels: task.head.labels,
  });
  await tokenizer.save(folder);
  const word = tokenizer.token(last);
  const rows = examples.filter(({ text }) => !text.includes(word));
  const more = [...rows, { id: 'fourth', text: `red ${word} cat`, gold: 0 }];
  const message = `made-up, row fourth: the tokenizer makes token ${last} ("${word}") of it`;
  const { data, ...rest } = request(folder);
  await expect(evaluate({ ...rest, data: { task, examples: more } })).rejects.toThrow(message);
  const trained = join(root, 'short-trained');
  const training = train({ ...rest, data: [{ task, examples: more }], head: 'new', seed: 1, folder: trained });
  await expect(training).rejects.toThrow(message);
  expect((await evaluate({ ...rest, data: { ...data, examples: rows } })).predictions).toHaveLength(rows.length);
});
