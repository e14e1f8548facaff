// Exported models in the real Transformers.js: its pipelines give the answers that our evaluation gives. The texts are
// plain words: on some scripts its tokenizer in JavaScript differs from the native one, and with it the answers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type AnyTask, defineTask, type Example, type Kind } from '@stopover/core';
import { type HeadSpec, openCheckpoint, writeOnnx } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { env, pipeline } from '@xenova/transformers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headFeeds, layoutFeeds } from '../batching/collate.ts';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { OpenModel } from '../inference/open-model.ts';
import { pretrain } from '../runs/pretrain.ts';
import { recipe } from '../runs/recipe.ts';
import { train } from '../runs/train.ts';

const shared = {
  role: 'intermediate',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train' } },
  languages: { default: 'en' },
  row: { parse: () => ({}) },
} as const;
const metric = { name: 'none', range: [0, 100] as const, score: () => 0 };

const colours = ['red', 'blue', 'green', 'black', 'white'];
const things = ['cat', 'dog', 'bird', 'fish', 'house'];
const colour = (i: number) => colours[i % 5] ?? '';
const thing = (i: number) => things[i % 5] ?? '';

const kinds = defineTask({
  ...shared,
  name: 'colour-or-thing',
  kind: 'classification',
  head: { labels: ['colour', 'thing'] },
  metrics: [metric],
  example: () => ({ text: '', gold: 0 }),
});
const kindExamples: Example<'classification'>[] = Array.from({ length: 40 }, (_, i) => {
  const word = i % 2 === 0 ? colour : thing;
  return { text: Array.from({ length: 1 + (i % 4) }, (_, n) => word(i + n)).join(' '), gold: i % 2 };
});

const tags = defineTask({
  ...shared,
  name: 'colours-of-words',
  kind: 'tagging',
  head: { labels: ['NONE', 'COLOUR'] },
  metrics: [metric],
  example: () => ({ words: [], gold: [] }),
});
const tagExamples: Example<'tagging'>[] = Array.from({ length: 40 }, (_, i) => {
  const words = Array.from({ length: 2 + (i % 5) }, (_, n) => ((i + n) % 3 === 0 ? colour(i) : thing(i + n)));
  return { words, gold: words.map((word) => (colours.includes(word) ? 'COLOUR' : 'NONE')) };
});

const spans = defineTask({
  ...shared,
  name: 'find-the-colour',
  kind: 'span',
  head: { unanswerable: false },
  metrics: [metric],
  example: () => ({ question: '', context: '', gold: { texts: [], start: -1 } }),
});
const spanExamples: Example<'span'>[] = Array.from({ length: 40 }, (_, i) => {
  const context = `the ${thing(i)} is ${colour(i)} and the ${thing(i + 1)} is ${colour(i + 2)}`;
  const gold = { texts: [colour(i)], start: context.indexOf(colour(i)) };
  return { question: `how is the ${thing(i)}`, context, gold };
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-pipelines-'));
  env.allowRemoteModels = false;
  env.localModelPath = root;
  await pretrain({
    examples: kindExamples.map(({ text }) => ({ text, gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    embeddingInit: 'random',
    size: { layers: 2, hiddenSize: 32, heads: 2, intermediateSize: 64 },
    recipe: recipe({ maxSteps: 4, batchSize: 16, learningRate: 1e-3 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
});
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** Trains a head, exports the model under the task's name, and gives its own predictions. */
async function trained(task: AnyTask, examples: readonly Example<Kind>[], steps: number) {
  const fields = { maxSteps: steps, batchSize: 8, learningRate: 3e-3, dropout: 0, saveSteps: 1000 };
  const common = { recipe: recipe(fields), backend: cpu(), threads: 1 };
  const folder = join(root, `${task.name}.stage`);
  const data = { task, examples };
  await train({ ...common, from: join(root, 'base/model'), data: [data], head: 'new', seed: 3, folder });
  const from = join(folder, 'model');
  await writeOnnx(await openCheckpoint(from), join(root, task.name));
  await (await Tokenizer.load(from)).save(join(root, task.name), { longest: 128 });
  const { predictions } = await evaluate({ ...common, from, data });
  return { from, predictions: predictions.map(({ prediction }) => prediction) };
}

/** Softmax of our own logits of one sequence, whose ids we have from the native tokenizer: [row, class]. */
async function probabilities(from: string, spec: HeadSpec, text: string): Promise<number[][]> {
  await using model = await OpenModel.open({ from, backend: cpu(), threads: 1 });
  const [ids = new Int32Array()] = await model.tokenizer.ids([text]);
  const sequence = model.tokenizer.single(ids);
  const kind = { kind: 'classification', item: 0, sequences: [sequence], label: 0 } as const;
  const feeds = spec.kind === 'classification' ? headFeeds([kind], [sequence]) : {};
  const { logits } = await (await model.head(spec)).run({
    ...layoutFeeds([sequence], model.checkpoint),
    ...feeds,
  });
  const values = Array.from(logits?.data ?? [], Number);
  return Array.from({ length: values.length / spec.size }, (_, row) => {
    const powers = values.slice(row * spec.size, (row + 1) * spec.size).map(Math.exp);
    return powers.map((p) => p / powers.reduce((a, b) => a + b, 0));
  });
}

test('text-classification: labels, and scores within 1e-4', async () => {
  const { from, predictions } = await trained(kinds, kindExamples, 60);
  expect(new Set(predictions)).toEqual(new Set([0, 1])); // else every label would agree by chance
  const classify = await pipeline('text-classification', kinds.name, { device: 'cpu' });
  const texts = kindExamples.map(({ text }) => text);
  const found = await classify(texts);
  const labels = found.flat().map(({ label }) => kinds.head.labels.indexOf(label));
  expect(labels).toEqual(predictions);
  for (const [i, text] of texts.slice(0, 8).entries()) {
    const [row = []] = await probabilities(from, { kind: 'classification', size: 2 }, text);
    const { score } = found.flat()[i] ?? { score: Number.NaN };
    expect(Math.abs(score - Math.max(...row)), text).toBeLessThan(1e-4);
  }
});

test('token-classification: tags, and scores within 1e-4', async () => {
  const { from, predictions } = await trained(tags, tagExamples, 100);
  expect(new Set(predictions.flat())).toEqual(new Set(['NONE', 'COLOUR']));
  const tag = await pipeline('token-classification', tags.name, { device: 'cpu' });
  const texts = tagExamples.map(({ words }) => words.join(' '));
  for (const [i, text] of texts.entries()) {
    // Every word of these texts is one token, so a sentence's tokens are its words.
    const found = (await tag(text, { ignore_labels: [] })).filter(({ word }) => word !== '');
    expect(
      found.map((token) => ('entity' in token ? token.entity : '')),
      text,
    ).toEqual(predictions[i]);
    if (i >= 8) continue;
    const ours = (await probabilities(from, { kind: 'tagging', size: 2 }, text)).slice(1, -1);
    const off = found.map(({ score }, n) => Math.abs(score - Math.max(...(ours[n] ?? []))));
    expect(Math.max(...off), text).toBeLessThan(1e-4);
  }
});

test('question-answering: the same answers', async () => {
  const { predictions } = await trained(spans, spanExamples, 150);
  expect(new Set(predictions).size).toBeGreaterThan(3);
  const answer = await pipeline('question-answering', spans.name, { device: 'cpu' });
  const found: unknown[] = [];
  for (const { question, context } of spanExamples) {
    const [best] = [await answer(question, context)].flat();
    found.push(best && 'answer' in best ? best.answer.trim() : undefined);
  }
  expect(found).toEqual(predictions);
});
