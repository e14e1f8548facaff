// Retrieval of translations with a tiny encoder: all layers in one pass, and mining with its threshold.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type Backend, defineMetric, defineTask, type Example } from '@stopover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../fixtures/evaluate-once.ts';
import { pretrain } from '../runs/pretrain.ts';
import { recipe } from '../runs/recipe.ts';
import { chooseLayer } from './choose-layer.ts';
import type { EvaluateRequest } from './evaluate-request.ts';

const accuracy = defineMetric<'bitext'>({
  name: 'accuracy',
  range: [0, 100],
  score: (found) => (100 * found.filter(({ gold, prediction }) => gold === prediction).length) / found.length,
});
const described = {
  role: 'target',
  about: { summary: 'Made up.', paper: 'https://example.org', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test', validation: 'dev' } },
  languages: { default: 'xx' },
  metrics: [accuracy],
  row: { parse: () => ({}) },
  example: () => ({ gold: '' }),
} as const;
const anagrams = defineTask({ ...described, name: 'anagrams', kind: 'bitext', head: {} });
const mined = defineTask({ ...described, name: 'mined', kind: 'bitext', head: { search: 'mine' } });

const said = ['red cat', 'old dog', 'small blue bird', 'white fish', 'new house', 'large black cat', 'green bird'];
const pairs = said.map((text, i): Example<'bitext'> => {
  const query = { id: `q${i}`, text };
  return { query, document: { id: `d${i}`, text: text.split(' ').reverse().join(' ') }, gold: '' };
});

let root: string;
let opened = 0;
const counting: Backend = {
  ...cpu(),
  open: (...args) => {
    opened++;
    return cpu().open(...args);
  },
};
let request: Omit<EvaluateRequest, 'data'>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-bitext-'));
  await pretrain({
    examples: said.map((text) => ({ text, gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 3, hiddenSize: 32, heads: 2, intermediateSize: 64 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 4, batchSize: 8 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
  request = { from: join(root, 'base/model'), recipe: recipe({ maxLength: 16 }), backend: counting, threads: 1 };
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const data = { task: anagrams, examples: pairs };

test('one pass gives every layer what a pass of its own gives it', async () => {
  opened = 0;
  const swept = await evaluate({ ...request, data, retrieval: { layers: 'all', pooling: 'mean' } });
  expect(opened).toBe(1 + 4); // the encoder once, and a search a layer
  expect(swept.layers?.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
  expect(swept.usualLayer).toBe(2); // 14 of 24
  for (const { layer, predictions } of swept.layers ?? []) {
    const own = await evaluate({ ...request, data, retrieval: { layers: [layer], pooling: 'mean' } });
    expect(own.predictions).toEqual(predictions);
    expect(own.layers).toHaveLength(1);
  }
  expect((await evaluate({ ...request, data })).predictions).toEqual(swept.layers?.[2]?.predictions);
  // The embeddings' mean hardly knows the order of the words; the first token's embedding knows nothing at all.
  const [embeddings] = swept.layers ?? [];
  const right = embeddings?.predictions.filter(({ gold, prediction }) => gold === prediction) ?? [];
  expect(right.length).toBeGreaterThan(5);
  const first = await evaluate({ ...request, data, retrieval: { layers: [0], pooling: 'cls' } });
  expect(first.predictions.map(({ prediction }) => prediction)).toEqual(said.map(() => 'd0'));
});

test('an id that two texts have is refused: one of them would be right in the place of the other', async () => {
  const renamed = (side: 'query' | 'document', at: number, id: string, text = pairs[at]?.[side]?.text ?? '') =>
    pairs.map((pair, i) => (i === at ? { ...pair, [side]: { id, text } } : pair));
  const found = (examples: readonly Example<'bitext'>[]) =>
    evaluate({ ...request, data: { task: anagrams, examples } });
  const said = /anagrams, (query|document) .*two of these have this id and different texts/;
  await expect(found(renamed('document', 3, 'd0'))).rejects.toThrow(said);
  await expect(found(renamed('query', 3, 'q0'))).rejects.toThrow(said);
  // The number of a row stands for an id that is not there.
  await expect(found(renamed('document', 3, '').map(withIdOfThird))).rejects.toThrow(said);
  const again = await found(renamed('document', 3, 'd0', pairs[0]?.document?.text));
  expect(again.predictions).toHaveLength(pairs.length);
});

const withIdOfThird = (pair: Example<'bitext'>, at: number): Example<'bitext'> =>
  at === 5 && pair.document ? { ...pair, document: { ...pair.document, id: '3' } } : pair;

test('the layer is the best on development rows, and without them none is', async () => {
  const retrieval = { layers: [0, 3], pooling: 'cls' } as const;
  const dev = { task: anagrams, examples: pairs.slice(2) };
  const outcome = await evaluate({ ...request, data, retrieval, dev });
  expect(outcome.layers?.map(({ layer }) => layer)).toEqual([0, 2, 3]); // the usual one is always there
  const choice = chooseLayer(anagrams, [{ language: 'xx', outcome }]);
  const development = choice?.development ?? {};
  expect(choice?.chosenBy).toBe('development');
  expect(development[choice?.layer ?? -1]).toBe(Math.max(...Object.values(development)));
  expect(development['0']).toBeCloseTo(20, 9); // one of five, whichever
  const blind = chooseLayer(anagrams, [{ language: 'xx', outcome: await evaluate({ ...request, data, retrieval }) }]);
  expect(blind).toEqual({ layer: 2, chosenBy: 'protocol', development: null });
  const one = await evaluate({ ...request, data, retrieval: { layers: [3], pooling: 'cls' } });
  expect(chooseLayer(anagrams, [{ language: 'xx', outcome: one }])).toMatchObject({ layer: 3, chosenBy: 'named' });
});

test('a layer that the encoder does not have is refused by name', async () => {
  const retrieval = { layers: [1, 14], pooling: 'mean' } as const;
  await expect(evaluate({ ...request, data, retrieval })).rejects.toThrow(/no layer 14.* to 3, or write "all"/);
});

test('mining pairs each sentence at most once, above a threshold that development rows give', async () => {
  const extra: Example<'bitext'>[] = [
    { query: { id: 'q7', text: 'fish fish fish' }, gold: '' }, // has no translation
    { document: { id: 'd7', text: 'house house new new' }, gold: '' },
    { query: { id: 'q8', text: 'blue dog' }, gold: 'd8' },
    { document: { id: 'd8', text: 'dog blue' }, gold: '' },
    { document: { id: 'd9', text: 'dog blue' }, gold: '' }, // twice: which one it is nobody can say
  ];
  const rows = { task: mined, examples: [...pairs, ...extra] };
  const retrieval = { layers: [0], pooling: 'mean' } as const;
  const itself = await evaluate({ ...request, data: rows, retrieval });
  const answers = itself.predictions.filter(({ prediction }) => prediction !== '');
  expect(itself.predictions).toHaveLength(9);
  expect(new Set(answers.map(({ prediction }) => prediction)).size).toBe(answers.length);
  expect(itself.predictions[8]).toEqual({ id: 'q8', gold: 'd8', prediction: '' });
  expect(answers.filter(({ gold, prediction }) => gold === prediction).length).toBeGreaterThan(4);
  expect(itself.layers?.[0]).toMatchObject({ dev: null, threshold: { chosenOn: 'itself' } });
  const dev = { task: mined, examples: pairs.slice(0, 5) };
  const judged = await evaluate({ ...request, data: rows, retrieval, dev });
  const [layer] = judged.layers ?? [];
  expect(layer?.threshold?.chosenOn).toBe('development');
  expect(layer?.dev).toHaveLength(5);
  // All five of the development rows are right, so the threshold is the lowest of their margins.
  expect(layer?.dev?.every(({ gold, prediction }) => gold === prediction)).toBe(true);
});

test('a query whose right document is not there is named: whatever is found for it would be wrong', async () => {
  const astray: Example<'bitext'> = { query: { id: 'q7', text: 'fish' }, gold: 'd70' };
  const alone: Example<'bitext'> = { query: { id: 'q7', text: 'fish' }, gold: '' };
  const run = (task: typeof anagrams | typeof mined, row: Example<'bitext'>) =>
    evaluate({ ...request, data: { task, examples: [...pairs, row] } });
  await expect(run(anagrams, astray)).rejects.toThrow('query q7: the document that is right for it, d70, is not there');
  await expect(run(mined, astray)).rejects.toThrow('query q7: the document that is right for it, d70, is not there');
  await expect(run(anagrams, alone)).rejects.toThrow('query q7: no document is right for it');
  await expect(run(mined, alone)).resolves.toBeDefined();
});
