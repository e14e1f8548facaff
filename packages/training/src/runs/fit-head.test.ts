// A head whose outputs stand in another order than the task's labels: evaluated, and trained on.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type AnyTask, defineTask, type Example, type Kind } from '@stopover/core';
import { architectures, loadCheckpoint, saveCheckpoint } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { recipe } from './recipe.ts';
import { train } from './train.ts';

const shared = {
  role: 'target',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test' } },
  languages: { default: 'en' },
  row: { parse: () => ({}) },
} as const;
const metric = { name: 'none', range: [0, 100] as const, score: () => 0 };
const classes = defineTask({
  ...shared,
  name: 'four-classes',
  kind: 'classification',
  head: { labels: ['a', 'b', 'c', 'd'] },
  metrics: [metric],
  example: () => ({ text: '', gold: 0 }),
});
const tags = defineTask({
  ...shared,
  name: 'four-tags',
  kind: 'tagging',
  head: { labels: ['O', 'B-X', 'I-X', 'B-Y'] },
  metrics: [metric],
  example: () => ({ words: [], gold: [] }),
});
const words = ['red', 'blue', 'cat', 'dog', 'bird', 'fish', 'house', 'old', 'new'];
const textOf = (i: number) => Array.from({ length: 2 + ((i * 5) % 7) }, (_, n) => words[(i * 3 + n * n) % 9] ?? '');
const examplesOf: Readonly<Record<'classification' | 'tagging', readonly Example<Kind>[]>> = {
  classification: Array.from({ length: 24 }, (_, i) => ({ text: textOf(i).join(' '), gold: i % 4 })),
  tagging: Array.from({ length: 24 }, (_, i) => ({
    words: textOf(i),
    gold: textOf(i).map((_, n) => tags.head.labels[(i + n) % 4] ?? ''),
  })),
};

const fixtures = join(import.meta.dirname, '../fixtures');
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-labels-'));
});
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** `order[n]`: the label that the n-th output means. Written out, not by the code under test. */
const order = [2, 0, 3, 1];

/** A parity fixture whose outputs are put into another order, with labels that say so. */
async function headOf(
  folder: string,
  modelType: string,
  kind: 'classification' | 'tagging',
  labels: readonly string[],
) {
  const read = await loadCheckpoint(join(fixtures, 'transformers-parity', modelType, kind));
  const last = modelType === 'xlm-roberta' && kind === 'classification' ? 'classifier.out_proj' : 'classifier';
  const tensors = [...read.weights].map(([name, { shape, data }]) => {
    // Larger weights, so that the model nobody trained does not say the same of every text.
    const louder = data.map((x) => (shape.length === 2 ? 6 * x : x));
    if (!name.startsWith(`${last}.`)) return [name, { shape, data: louder }] as const;
    const width = data.length / 4;
    const rows = order.flatMap((label) => [...louder.subarray(label * width, (label + 1) * width)]);
    const inOrder = labels.length === 0 ? louder : Float32Array.from(rows);
    return [name, { shape, data: inOrder }] as const;
  });
  await saveCheckpoint(folder, tensors, { ...read, head: kind, ...(labels.length > 0 && { labels }) });
  await cp(join(fixtures, 'words-tokenizer'), folder, { recursive: true });
  return folder;
}

const request = { backend: cpu(), threads: 1, recipe: recipe({ maxSteps: 3, batchSize: 8, learningRate: 1e-3 }) };
const predicted = async (from: string, task: AnyTask) =>
  (
    await evaluate({
      ...request,
      from,
      data: { task, examples: examplesOf[task.kind === 'tagging' ? 'tagging' : 'classification'] },
    })
  ).predictions.map(({ prediction }) => prediction);

describe.each(architectures.map(({ modelType }) => modelType))('%s', (modelType) => {
  test.each([classes, tags])('$kind: outputs are the labels that they are named', async (task) => {
    const names = order.map((label) => task.head.labels[label] ?? '');
    const place = (name: string) => join(root, `${modelType} ${task.kind} ${name}`);
    const plain = await predicted(await headOf(place('plain'), modelType, task.kind, []), task);
    expect(new Set(plain.flat()).size).toBeGreaterThan(1);
    expect(await predicted(await headOf(place('named'), modelType, task.kind, names), task)).toEqual(plain);
    const numbers = order.map((label) => `LABEL_${label}`);
    expect(await predicted(await headOf(place('numbered'), modelType, task.kind, numbers), task)).toEqual(plain);
  });

  test('a head that is kept is trained on as what it means, and written in the order of the task', async () => {
    const names = order.map((label) => classes.head.labels[label] ?? '');
    const trained = async (name: string, labels: readonly string[]) => {
      const from = await headOf(join(root, `${modelType} ${name}`), modelType, 'classification', labels);
      const folder = join(root, `${modelType} ${name} trained`);
      const data = [{ task: classes, examples: examplesOf.classification }];
      await train({ ...request, from, data, head: 'keep', seed: 1, folder });
      return join(folder, 'model');
    };
    const [plain, named] = [await trained('kept', []), await trained('kept named', names)];
    expect(await readFile(join(named, 'config.json'), 'utf8')).toBe(await readFile(join(plain, 'config.json'), 'utf8'));
    expect(await readFile(join(named, 'model.safetensors'))).toEqual(await readFile(join(plain, 'model.safetensors')));
  });
});

test('labels that are not those of the task are refused with both lists', async () => {
  const from = await headOf(join(root, 'strangers'), 'bert', 'classification', ['a', 'b', 'x', 'y']);
  const said =
    /strangers, config.json: the labels of its head \(4: a, b, x, y\) are not those of four-classes \(4: a, b, c, d\)\. .*id2label/;
  await expect(predicted(from, classes)).rejects.toThrow(said);
  const data = [{ task: classes, examples: examplesOf.classification }];
  const folder = join(root, 'strangers trained');
  await expect(train({ ...request, from, data, head: 'keep', seed: 1, folder })).rejects.toThrow(said);
  // A new head does not ask what the former one meant.
  await expect(train({ ...request, from, data, head: 'new', seed: 1, folder })).resolves.toMatchObject({ steps: 3 });
});

test('tags that are those of rows may be others than the head’s', async () => {
  const from = await headOf(join(root, 'rows'), 'bert', 'tagging', ['NN', 'VB', 'JJ', 'DT']);
  const ofRows = (labels: readonly string[]) => ({ ...tags, head: { labels, labelsIn: 'train' as const } });
  const found = new Set((await predicted(from, ofRows(['DT', 'NN', 'XX']))).flat());
  expect([...found].filter((tag) => !['NN', 'VB', 'JJ', 'DT'].includes(String(tag)))).toEqual([]);
  await expect(predicted(from, ofRows(['A', 'B', 'C']))).rejects.toThrow(/\(4: NN, VB, JJ, DT\).*\(3: A, B, C\)/);
});

test('a row to train on with a tag that the kept head lacks is refused by its name, where one to score is not', async () => {
  const names = ['NN', 'VB', 'JJ', 'DT'];
  const from = await headOf(join(root, 'lacking'), 'bert', 'tagging', names);
  const task = { ...tags, head: { labels: names, labelsIn: 'train' as const } };
  const known = { words: ['red', 'cat'], gold: ['JJ', 'NN'] };
  const strange = { words: ['red', 'cat'], gold: ['JJ', 'XX'], id: 'r7' };
  const of = (examples: readonly Example<Kind>[], folder: string) =>
    train({ ...request, from, data: [{ task, examples }], head: 'keep', seed: 1, folder: join(root, folder) });
  await expect(of([known, strange], 'lacking one')).rejects.toThrow(
    /four-tags, row r7: the tag "XX" is none of those .* \(NN, VB, JJ, DT\)\. Name all tags under `labels` of the task/,
  );
  await expect(of([known, known], 'lacking none')).resolves.toMatchObject({ interrupted: false });
  // None of the tags of these is one of the head's.
  await expect(predicted(from, task)).resolves.toHaveLength(examplesOf.tagging.length);
});
