// Each architecture through a whole stage: pairs with segments, training, the written checkpoint, predictions.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type Backend, defineTask, type Example } from '@stopover/core';
import { initialise, modelGraph, recognise, saveCheckpoint } from '@stopover/encoders';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { recipe } from './recipe.ts';
import { train } from './train.ts';

const task = defineTask({
  name: 'colour-first',
  kind: 'classification',
  role: 'intermediate',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { train: 'train' } },
  languages: { default: 'en' },
  head: { labels: ['no', 'yes'] },
  metrics: [{ name: 'accuracy', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ text: '', gold: 0 }),
});
const colours = ['red', 'blue', 'green', 'black', 'white'];
const animals = ['cat', 'dog', 'bird', 'fish'];
const examples: Example<'classification'>[] = Array.from({ length: 120 }, (_, i) => {
  const [colour, animal] = [colours[i % 5] ?? '', animals[i % 4] ?? ''];
  return i % 2 === 0 ? { text: colour, pair: animal, gold: 1 } : { text: animal, pair: colour, gold: 0 };
});

const shape = { vocab_size: 50, hidden_size: 16, num_attention_heads: 2, intermediate_size: 32, pad_token_id: 1 };
const configs = {
  bert: { ...shape, model_type: 'bert', num_hidden_layers: 1, max_position_embeddings: 40 },
  modernbert: {
    ...shape,
    model_type: 'modernbert',
    num_hidden_layers: 2,
    local_attention: 2,
    classifier_pooling: 'mean',
  },
};

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-architectures-'));
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** An untrained language model with a tokenizer that numbers the texts of a pair, as BERT's does. */
async function writeModel(folder: string, raw: object): Promise<void> {
  const { architecture, config } = recognise(raw, 'config.json');
  const { all } = modelGraph({ architecture, config }, { kind: 'mlm', size: config.vocabSize }).parameters;
  const tensors = all.map((p) => [p.name, { shape: p.shape, data: initialise(p, 1, 0.2) }] as const);
  await saveCheckpoint(folder, tensors, { architecture, config, head: 'mlm' });
  await cp(join(import.meta.dirname, '../fixtures/words-tokenizer'), folder, { recursive: true });
  const path = join(folder, 'tokenizer.json');
  const tokenizer: object = JSON.parse(await readFile(path, 'utf8'));
  const post_processor = { type: 'BertProcessing', sep: ['</s>', 2], cls: ['<s>', 0] };
  await writeFile(path, JSON.stringify({ ...tokenizer, post_processor }));
}

/** The CPU, which notes the segments that it is fed with. */
function noting(segments: Set<number>): Backend {
  const backend = cpu();
  const open: Backend['open'] = async (...options) => {
    const session = await backend.open(...options);
    return {
      run: (feeds, into) => {
        for (const segment of feeds['segments']?.data ?? []) segments.add(Number(segment));
        return session.run(feeds, into);
      },
      read: (state) => session.read(state),
      write: (state, value) => session.write(state, value),
      hostState: () => session.hostState(),
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  };
  return { ...backend, open };
}

test.each([
  { name: 'bert' as const, className: 'BertForSequenceClassification', segments: [0, 1] },
  { name: 'modernbert' as const, className: 'ModernBertForSequenceClassification', segments: [] },
])('$name trains from a language model, and what it writes predicts', async ({ name, className, segments }) => {
  const from = join(root, name);
  const folder = join(root, `${name} trained`);
  await writeModel(from, configs[name]);
  const request = { backend: cpu(), threads: 1, recipe: recipe({ maxSteps: 60, batchSize: 8, learningRate: 3e-3 }) };
  await train({ ...request, from, data: [{ task, examples }], head: 'new', seed: 1, folder });
  const model = join(folder, 'model');
  const config: unknown = JSON.parse(await readFile(join(model, 'config.json'), 'utf8'));
  expect(config).toMatchObject({ ...configs[name], architectures: [className] });
  const seen = new Set<number>();
  const { predictions } = await evaluate({ ...request, backend: noting(seen), from: model, data: { task, examples } });
  expect([...seen].sort()).toEqual(segments);
  const right = predictions.filter(({ gold, prediction }) => gold === prediction).length;
  // Half of them is chance.
  expect(right / examples.length).toBeGreaterThan(0.9);
});
