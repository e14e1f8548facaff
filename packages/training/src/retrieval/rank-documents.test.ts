// What is right for a query, however its rows say it: with a dual encoder on a tiny encoder, trained for a few steps.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scorePredictions } from '../evaluation/score-predictions.ts';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { rankingTask } from '../fixtures/ranking-task.ts';
import { pretrain } from '../runs/pretrain.ts';
import { recipe } from '../runs/recipe.ts';
import type { TrainRequest } from '../runs/requests.ts';
import { train } from '../runs/train.ts';

const task = rankingTask('pairs');

const texts = ['red cat', 'old dog', 'small blue bird', 'white fish', 'new house', 'large black cat', 'green bird'];
const turned = (text: string) => text.split(' ').reverse().join(' ');
const named = texts.map((text, i): Example<'ranking'> => {
  return { query: { id: `q${i}`, text }, document: { id: `d${i}`, text: turned(text) }, gold: [`d${i}`] };
});
/** The same without ids: what is right is the row's own. */
const unnamed = texts.map((text): Example<'ranking'> => {
  return { query: { id: '', text }, document: { id: '', text: turned(text) }, gold: [''] };
});

let root: string;
let stage: TrainRequest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-rank-'));
  await pretrain({
    examples: texts.map((text) => ({ text, gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 1, hiddenSize: 32, heads: 2, intermediateSize: 64 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 2, batchSize: 8, learningRate: 1e-3 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
  stage = {
    from: join(root, 'base/model'),
    data: [{ task, examples: named }],
    head: 'new',
    recipe: recipe({ maxSteps: 20, batchSize: 7, learningRate: 2e-3, dropout: 0, evalSteps: 10 }),
    seed: 3,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'trained'),
  };
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const select = (examples: readonly Example<'ranking'>[]) => ({ task, examples, language: 'en' as const });
const predictionsOf = async (examples: readonly Example<'ranking'>[], candidates?: readonly Example<'ranking'>[]) => {
  const request = { from: join(stage.folder, 'model'), recipe: stage.recipe, backend: cpu(), threads: 1 };
  const { predictions } = await evaluate({ ...request, data: { task, examples }, ...(candidates && { candidates }) });
  return predictions;
};
const scoreOf = async (examples: readonly Example<'ranking'>[]) =>
  scorePredictions(task, 'en', await predictionsOf(examples)).scores[0]?.score ?? Number.NaN;

test('a row without ids is scored as one with them, in training and after it', async () => {
  const outcome = await train({ ...stage, select: select(named) });
  const blind = await train({ ...stage, folder: join(root, 'unnamed'), select: select(unnamed) });
  expect(outcome.selectionScore).toBeGreaterThan(0);
  expect(blind.selectionScore).toBe(outcome.selectionScore);
  const score = await scoreOf(named);
  expect(score).toBeCloseTo(outcome.selectionScore ?? Number.NaN, 9);
  expect(await scoreOf(unnamed)).toBe(score);
  expect((await predictionsOf(unnamed)).map(({ id, gold }) => [id, gold])).toEqual(
    texts.map((_, i) => [String(i), [String(i)]]),
  );
});

test('rows of one query are one query, for which the document of each is right', async () => {
  const second: Example<'ranking'> = {
    query: { id: 'q0', text: 'red cat' },
    document: { id: '', text: 'blue cat' },
    gold: [''],
  };
  const predictions = await predictionsOf([...named, second]);
  expect(predictions.map(({ id, gold }) => [id, gold])).toEqual([
    ['q0', ['d0', '7']],
    ...texts.slice(1).map((_, i) => [`q${i + 1}`, [`d${i + 1}`]]),
  ]);
  const other = { ...second, query: { id: 'q0', text: 'blue cat' } };
  await expect(predictionsOf([...named, other])).rejects.toThrow(
    'query q0: two queries that are asked together have this id and different texts',
  );
});

test('a query whose right documents are nowhere is refused, and not scored as if none was found', async () => {
  const [first, ...others] = named;
  if (!first) throw new Error('no pair');
  await expect(predictionsOf([{ ...first, gold: ['d77', 'd78'] }, ...others])).rejects.toThrow(
    /query q0: none of the documents is there that are right for it \(d77, d78\)/,
  );
  const some = await predictionsOf([{ ...first, gold: ['d77', 'd0'] }, ...others]);
  expect(some[0]?.gold).toEqual(['d77', 'd0']);
  const lonely: Example<'ranking'> = { query: { id: 'q9', text: 'red cat' }, gold: [''] };
  await expect(predictionsOf([...named, lonely])).rejects.toThrow(/query q9: no document is right for it/);
});

test('a document without an id is not told apart from those of other tables, so that it is refused beside them', async () => {
  await expect(predictionsOf(unnamed, named)).rejects.toThrow(
    /row 0: the document that is right has no id, and candidates of other tables are searched with it/,
  );
  expect(await predictionsOf(named.slice(0, 2), named)).toHaveLength(2);
});
