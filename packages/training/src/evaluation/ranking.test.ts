// A dual encoder trained for real on a tiny encoder: what it ranks, among which documents, and what is refused.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import type { LanguageRows } from '@stopover/data';
import { loadCheckpoint } from '@stopover/encoders';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { rankingTask } from '../fixtures/ranking-task.ts';
import { pretrain } from '../runs/pretrain.ts';
import { recipe } from '../runs/recipe.ts';
import type { TrainRequest } from '../runs/requests.ts';
import { train } from '../runs/train.ts';
import { ModelEvaluator } from './evaluator.ts';
import { scorePredictions } from './score-predictions.ts';

/** Which text says of an animal what the question asks of it? */
const opposites = rankingTask('opposites');

const [colours, animals] = [
  ['red', 'blue', 'green', 'black', 'white'],
  ['cat', 'dog', 'bird', 'fish', 'house'],
];
/** The document has the colour's successor: nothing of the query but the animal stands in it. */
const pairs = colours.flatMap((colour, c) =>
  animals.map((animal, a): Example<'ranking'> => {
    const id = `${colour}-${animal}`;
    const text = `${colours[(c + 1) % 5]} ${animal}`;
    const document = { id: `about ${id}`, text, context: `the ${animals[(a + 2) % 5]} is new` };
    return { query: { id, text: `${animal} ${colour}` }, document, gold: [`about ${id}`] };
  }),
);

let root: string;
let stage: TrainRequest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-ranking-'));
  const texts = pairs.flatMap(({ query, document }) => [query?.text ?? '', document?.text ?? '']);
  await pretrain({
    examples: texts.map((text) => ({ text, gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 2, hiddenSize: 32, heads: 2, intermediateSize: 64 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 8, batchSize: 16, learningRate: 1e-3 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
  stage = {
    from: join(root, 'base/model'),
    data: [{ task: opposites, examples: pairs }],
    head: 'new',
    recipe: recipe({ maxSteps: 200, batchSize: 12, learningRate: 2e-3, dropout: 0, evalSteps: 100 }),
    seed: 3,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'trained'),
  };
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const scoreOf = (predictions: Parameters<typeof scorePredictions>[2]) =>
  scorePredictions(opposites, 'en', predictions).scores[0]?.score ?? Number.NaN;

test('it learns to rank, is selected by what it ranks, and its checkpoint ranks alike', async () => {
  const select: LanguageRows<'en'> = { task: opposites, examples: pairs, language: 'en' };
  const outcome = await train({ ...stage, select });
  const request = { from: join(stage.folder, 'model'), recipe: stage.recipe, backend: cpu(), threads: 1 };
  const { predictions } = await evaluate({ ...request, data: { task: opposites, examples: pairs } });
  // Ranked at random the right one of 25 is worth 1/25 Σ 1/rank = 15 % on average.
  expect(scoreOf(predictions)).toBeGreaterThan(60);
  expect(scoreOf(predictions)).toBeCloseTo(outcome.selectionScore ?? Number.NaN, 9);
  expect(predictions).toHaveLength(25);
  expect(predictions[0]).toMatchObject({ id: 'red-cat', gold: ['about red-cat'] });
  for (const { prediction } of predictions) expect(new Set(Array.isArray(prediction) ? prediction : []).size).toBe(20);
  const { weights } = await loadCheckpoint(request.from);
  const [scale] = weights.get('logit_scale')?.data ?? [];
  expect(scale).not.toBe(100); // it is learned, and starts there
  expect(Math.abs((scale ?? 0) - 100)).toBeLessThan(1);
  const config: unknown = JSON.parse(await readFile(join(request.from, 'config.json'), 'utf8'));
  expect(config).toMatchObject({ architectures: ['XLMRobertaModel'] });
});

test('candidates are searched beside the own documents, and say themselves what they answer', async () => {
  const queries = pairs.slice(0, 5).map(({ query }): Example<'ranking'> => ({ ...(query && { query }), gold: [] }));
  const candidates = pairs.flatMap(({ query, document }, i): Example<'ranking'>[] => {
    if (!document || !query) return [];
    const copy = { ...document, id: `another ${document.id}` };
    return [{ document, gold: [query.id] }, ...(i === 0 ? [{ document: copy, gold: [query.id, 'nobody'] }] : [])];
  });
  await using evaluator = new ModelEvaluator();
  const request = { from: join(stage.folder, 'model'), recipe: stage.recipe, backend: cpu(), threads: 1 };
  const data = { task: opposites, examples: queries };
  const { predictions } = await evaluator.evaluate({ ...request, data, candidates });
  expect(predictions.map(({ gold }) => gold)).toEqual([
    ['about red-cat', 'another about red-cat'],
    ...pairs.slice(1, 5).map(({ gold }) => gold),
  ]);
  expect(scoreOf(predictions)).toBeGreaterThan(50);
  // Two documents of one text are as near as each other: the earlier comes first.
  const ranked = predictions[0]?.prediction;
  const places = ['about red-cat', 'another about red-cat'].map((id) =>
    Array.isArray(ranked) ? ranked.indexOf(id) : -1,
  );
  expect(places[1]).toBe((places[0] ?? -9) + 1);
  const stranger: Example<'ranking'> = { document: { id: 'own', text: 'old dog' }, gold: [] };
  const wider = await evaluator.evaluate({
    ...request,
    data: { ...data, examples: [...queries, stranger] },
    candidates,
  });
  expect(wider.predictions).toHaveLength(5);
  const few = { ...request, candidates: candidates.slice(0, 3) };
  await expect(evaluator.evaluate({ ...few, data })).rejects.toThrow(/query red-bird: no document is right for it/);
  const all = await evaluator.evaluate({ ...few, data: { ...data, examples: queries.slice(0, 2) } });
  expect(all.predictions.map(({ prediction }) => Array.isArray(prediction) && prediction.length)).toEqual([3, 3]);
});

test('a training row without a document, and two texts under one id, are refused by name', async () => {
  const [first] = pairs;
  if (!first?.query || !first.document) throw new Error('no pair');
  const lonely = { query: first.query, gold: ['x'], id: 'r7' };
  const data = [{ task: opposites, examples: [first, lonely] }];
  await expect(train({ ...stage, data, folder: join(root, 'lonely') })).rejects.toThrow(
    /opposites, row r7: it has no document, and a dual encoder is trained on pairs/,
  );
  const twice: Example<'ranking'> = { document: { id: first.document.id, text: 'old dog' }, gold: [] };
  const request = { from: join(stage.folder, 'model'), recipe: stage.recipe, backend: cpu(), threads: 1 };
  await expect(evaluate({ ...request, data: { task: opposites, examples: [first, twice] } })).rejects.toThrow(
    /document about red-cat: two documents that are searched together have this id/,
  );
});
