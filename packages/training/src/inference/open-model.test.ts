// One open model for several languages and tasks: the same predictions, and nothing read or opened twice.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type Backend, defineTask, type Example } from '@stopover/core';
import { loadCheckpoint, saveCheckpoint } from '@stopover/encoders';
import { Tokenizer } from '@stopover/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headFeeds, layoutFeeds } from '../batching/collate.ts';
import { spansOf } from '../batching/token-places.ts';
import { ModelEvaluator } from '../evaluation/evaluator.ts';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { nearest } from '../retrieval/nearest-neighbours.ts';
import { sentenceVectors } from '../retrieval/sentence-embeddings.ts';
import { recipe } from '../runs/recipe.ts';
import { inLanes } from './in-lanes.ts';
import { OpenModel } from './open-model.ts';

const task = defineTask({
  name: 'four-classes',
  kind: 'classification',
  role: 'target',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test' } },
  languages: { default: 'en', other: 'de' },
  head: { labels: ['a', 'b', 'c', 'd'] },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ text: '', gold: 0 }),
});
const words = ['red', 'blue', 'cat', 'dog', 'bird', 'fish', 'house', 'old', 'new'];
const examples: Example<'classification'>[] = Array.from({ length: 70 }, (_, i) => ({
  text: Array.from({ length: 1 + ((i * 5) % 11) }, (_, n) => words[(i * 3 + n * n) % words.length]).join(' '),
  gold: i % 4,
}));

let root: string;
let from: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-open-'));
  from = join(root, 'model');
  const fixtures = join(import.meta.dirname, '../fixtures');
  const read = await loadCheckpoint(join(fixtures, 'transformers-parity/xlm-roberta/classification'));
  // Larger weights, so that the model nobody trained does not say the same of every text.
  const louder = [...read.weights].map(([name, { shape, data }]) => {
    const factor = shape.length === 2 ? 6 : name === 'classifier.out_proj.bias' ? 0 : 1;
    return [name, { shape, data: data.map((x) => factor * x) }] as const;
  });
  await saveCheckpoint(from, louder, { ...read, head: 'classification', labels: task.head.labels });
  await (await Tokenizer.load(join(fixtures, 'words-tokenizer'))).save(from);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The CPU, and how many sessions are open and were opened on it. */
function counting(): { readonly backend: Backend; readonly opened: () => number; readonly open: () => number } {
  const real = cpu();
  let [opened, open] = [0, 0];
  const backend: Backend = {
    ...real,
    open: async (...args) => {
      const session = await real.open(...args);
      opened++;
      open++;
      return {
        run: (...feeds) => session.run(...feeds),
        read: (name) => session.read(name),
        write: (...value) => session.write(...value),
        hostState: () => session.hostState(),
        [Symbol.asyncDispose]: async () => {
          open--;
          await session[Symbol.asyncDispose]();
        },
      };
    },
  };
  return { backend, opened: () => opened, open: () => open };
}

describe('an open model', () => {
  test('serves every language with one session, and its answers are those of a model opened for each', async () => {
    const { backend, opened, open } = counting();
    const request = { from, recipe: recipe(), threads: 1, backend };
    const parts = [examples.slice(0, 30), examples.slice(30), examples];
    const together = [];
    {
      await using evaluator = new ModelEvaluator();
      const [first] = parts;
      for (const part of parts) together.push(await evaluator.evaluate({ ...request, data: { task, examples: part } }));
      expect(opened()).toBe(1);
      await evaluator.evaluate({ ...request, threads: 2, data: { task, examples: first ?? [] } });
      expect(open()).toBe(1); // another request, another model; the former is closed
    }
    expect(open()).toBe(0);
    for (const [i, part] of parts.entries()) {
      expect(await evaluate({ ...request, data: { task, examples: part } })).toEqual(together[i]);
    }
    expect({ opened: opened(), open: open() }).toEqual({ opened: 5, open: 0 });
    expect(new Set(together[2]?.predictions.map(({ prediction }) => prediction)).size).toBeGreaterThan(1);
  });

  test('gives the same logits whatever shares a batch, but for rounding', async () => {
    await using model = await OpenModel.open({ from, backend: cpu(), threads: 1 });
    const session = await model.head({ kind: 'classification', size: 4 }, []);
    const ids = await model.tokenizer.ids(examples.map(({ text }) => text));
    const sequences = ids.map((own) => model.tokenizer.single(own));
    const logitsOf = async (batch: readonly Int32Array[]) => {
      const features = batch.map((sequence, item) => {
        return { kind: 'classification', item, sequences: [sequence], label: 0 } as const;
      });
      const { logits } = await session.run({ ...layoutFeeds(batch, model.checkpoint), ...headFeeds(features, batch) });
      return Array.from(logits?.data ?? [], Number);
    };
    const all = await logitsOf(sequences);
    const single = (await Promise.all(sequences.map((sequence) => logitsOf([sequence])))).flat();
    expect(all.length).toBe(4 * examples.length);
    // Sums in another order: float32 carries 1e-7 of values of about 1.
    expect(Math.max(...all.map((x, i) => Math.abs(x - (single[i] ?? Number.NaN))))).toBeLessThan(1e-5);
    expect(spansOf(sequences).longest).toBeGreaterThan(2 * Math.min(...sequences.map(({ length }) => length)));
  });

  test('gives the same bits when several batches are under way at the same time', async () => {
    const ids = await (await Tokenizer.load(from)).ids(examples.map(({ text }) => text));
    const logitsOf = async (lanesFrom: number) => {
      await using model = await OpenModel.open({ from, backend: cpu(), threads: 2, lanesFrom });
      const features = ids.map((own, item) => {
        return { kind: 'classification', item, sequences: [model.tokenizer.single(own)], label: 0 } as const;
      });
      const session = await model.head({ kind: 'classification', size: 4 }, features, [3, 0, 1, 2]);
      const batches = Array.from({ length: 7 }, (_, i) => features.slice(10 * i, 10 * i + 10));
      const run = async (batch: typeof features) => {
        const sequences = batch.flatMap((feature) => [...feature.sequences]);
        return session.run({ ...layoutFeeds(sequences, model.checkpoint), ...headFeeds(batch, sequences) });
      };
      const found: unknown[] = [];
      for await (const { logits } of inLanes(session, batches, run)) found.push(logits);
      return { lanes: session.lanes, found };
    };
    const together = await logitsOf(0);
    expect(together.lanes).toBe(2);
    expect(together.found.length).toBe(7);
    const oneByOne = await logitsOf(1e6);
    expect(oneByOne.lanes).toBeUndefined();
    expect(together.found).toEqual(oneByOne.found);
  });

  test('gives the vector of each sentence in the order of the features', async () => {
    await using model = await OpenModel.open({ from, backend: cpu(), threads: 1 });
    const ids = await model.tokenizer.ids(['red cat', 'old dog house new bird fish', 'blue']);
    const features = ids.map((own, item) => {
      const sequences = [model.tokenizer.single(own)] as const;
      return { kind: 'bitext', item, side: 'query', id: String(item), sequences } as const;
    });
    const how = { layers: [1], pooling: 'mean' } as const;
    const [vectors] = await sentenceVectors(model, features, how);
    const [reversed] = await sentenceVectors(model, features.toReversed(), how);
    if (!vectors || !reversed) throw new Error('no vectors');
    expect((await nearest(vectors, reversed, 1, model.search)).indices).toEqual(Int32Array.of(2, 1, 0));
  });
});
