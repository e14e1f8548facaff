// npm run bench:evaluate: sentences a second of our evaluation against Transformers.js's text-classification pipeline
// on the same weights, in turns. Prints one JSON line.

import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cpu } from '@stopover/backend-cpu';
import { defineTask } from '@stopover/core';
import { openCheckpoint, writeOnnx } from '@stopover/encoders';
import { evaluate, OpenModels, recipe } from '@stopover/training';
import { AutoTokenizer, env, pipeline } from '@xenova/transformers';
import { isSize, tokenizerFor, writeRandomModel } from './random-model.mjs';
import { inTurns, median, rounded } from './rounds.mjs';
import { mirrorAt, xnliPairs } from './texts.mjs';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'base' },
    vocab: { type: 'string', default: '250002' },
    rows: { type: 'string', default: '128' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    mirror: { type: 'string', default: '../shared/hub' },
  },
});
const { size } = values;
if (!isSize(size)) throw new Error(`--size ${size}: take base or small`);
const [threads, rounds, vocab] = [Number(values.threads), Number(values.rounds), Number(values.vocab)];
const labels = ['entailment', 'neutral', 'contradiction'];
const task = defineTask({
  name: 'bench',
  kind: 'classification',
  role: 'target',
  about: { summary: 'Sentences of XNLI.', paper: 'https://aclanthology.org/D18-1269', license: 'none' },
  source: { repo: 'made/up', revision: { unverified: 'made up' }, splits: { test: 'test' } },
  languages: { default: 'en' },
  head: { labels },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  row: { parse: () => ({}) },
  example: () => ({ text: '', gold: 0 }),
});

const models = new OpenModels();
const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
try {
  const mirror = mirrorAt(values.mirror);
  const tokenizer = await tokenizerFor(mirror, vocab);
  const from = join(folder, 'model');
  await writeRandomModel(from, { size, vocab, tokenizer, labels });
  await writeOnnx(await openCheckpoint(from), join(folder, 'exported'));
  await tokenizer.save(join(folder, 'exported'), { longest: 512 });
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  const theirs = await AutoTokenizer.from_pretrained('exported');
  const sentences = await sameTokens(await xnliPairs(mirror, Number(values.rows)), tokenizer, theirs);
  console.log(JSON.stringify(await compare(from, sentences, mirror !== undefined)));
  await models[Symbol.asyncDispose]();
} finally {
  await rm(folder, { recursive: true, force: true });
}

/**
 * Premise and hypothesis as one text, which is what the pipeline takes; those that its own tokenizer cuts otherwise
 * are left out, so that both have the same work.
 * @param {Awaited<ReturnType<typeof xnliPairs>>} pairs
 * @param {Awaited<ReturnType<typeof tokenizerFor>>} ours
 * @param {Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>} theirs
 */
async function sameTokens(pairs, ours, theirs) {
  const texts = pairs.map(({ premise, hypothesis }) => `${premise} ${hypothesis}`);
  const native = await ours.ids(texts);
  const sequences = native.map((ids) => ours.single(ids));
  const kept = texts.filter((text, i) => theirs.encode(text).join() === sequences[i]?.join());
  const tokens = sequences.reduce((sum, { length }) => sum + length, 0);
  return { kept, asked: texts.length, meanTokens: tokens / texts.length };
}

/** @param {string} from @param {Awaited<ReturnType<typeof sameTokens>>} sentences @param {boolean} real */
async function compare(from, { kept, asked, meanTokens }, real) {
  const options = { device: /** @type {const} */ ('cpu'), session_options: { intraOpNumThreads: threads } };
  const classify = await pipeline('text-classification', 'exported', { ...options, dtype: 'fp32' });
  const data = { task, examples: kept.map((text) => ({ text, gold: 0 })) };
  const request = { from, recipe: recipe({ maxLength: 512 }), backend: cpu(), threads, models };
  const ours = async () => (await evaluate({ ...request, data })).predictions.map(({ prediction }) => prediction);
  const labelOf = async (/** @type {string | string[]} */ text) =>
    (await classify(text)).flat().map(({ label }) => labels.indexOf(label));
  const batched = async () => {
    const found = [];
    for (let i = 0; i < kept.length; i += 32) found.push(...(await labelOf(kept.slice(i, i + 32))));
    return found;
  };
  const singly = async () => {
    const found = [];
    for (const text of kept) found.push(...(await labelOf(text)));
    return found;
  };
  // The first run of each also is its warming up.
  const [mine, peer] = [await ours(), await batched()];
  await labelOf(kept.slice(0, 1));
  const seconds = await inTurns(rounds, { ours, batched, singly });
  const pace = Object.fromEntries(Object.entries(seconds).map(([name, each]) => [name, kept.length / median(each)]));
  const best = Math.max(pace['batched'] ?? 0, pace['singly'] ?? 0);
  return {
    benchmark: 'evaluate',
    ...{ size, vocab, threads, rounds, cpu: cpus()[0]?.model ?? '', texts: real ? 'xnli test' : 'made up' },
    ...{ sentences: kept.length, leftOut: asked - kept.length, meanTokens: rounded(meanTokens) },
    sameLabels: mine.filter((label, i) => label === peer[i]).length,
    oursPerSecond: rounded(pace['ours'] ?? 0),
    peerBatchedPerSecond: rounded(pace['batched'] ?? 0),
    peerSinglyPerSecond: rounded(pace['singly'] ?? 0),
    ratio: rounded((pace['ours'] ?? 0) / best),
  };
}
