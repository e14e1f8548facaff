import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { openCheckpoint, writeOnnx } from '@stopover/encoders';
import type { Tokenizer } from '@stopover/text';
import { ModelEvaluator, recipe } from '@stopover/training';
import { AutoTokenizer, env, pipeline } from '@xenova/transformers';
import { command, numberOf } from '../command-line/command.ts';
import { pairOptions } from '../command-line/common-options.ts';
import { processor } from '../measures/about.ts';
import { inTurns, median, rounded } from '../measures/rounds.ts';
import { saveInitialModel } from '../models/initial-model.ts';
import { labels, sentences as task } from '../models/sentences-task.ts';
import { sizeOf } from '../models/sizes.ts';
import { tokenizerFor } from '../texts/tokenizer-for.ts';
import { mirrorAt, type Pair, xnliPairs } from '../texts/xnli-pairs.ts';

await command({
  purpose:
    "Sentences a second of our evaluation against Transformers.js's text-classification pipeline on the same weights,\n" +
    'in turns.',
  options: pairOptions,
  run: async (values) => {
    const [size, vocab] = [sizeOf(values.size), numberOf('vocab', values.vocab)];
    const [threads, rounds] = [numberOf('threads', values.threads), numberOf('rounds', values.rounds)];
    const rows = numberOf('rows', values.rows);
    const mirror = mirrorAt(values.mirror);
    const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
    try {
      const tokenizer = await tokenizerFor(mirror, vocab);
      const from = join(folder, 'model');
      const { special } = tokenizer;
      await saveInitialModel(from, { size, vocab, classes: labels.length }, { special, labels });
      await tokenizer.save(from, { longest: 512 });
      await writeOnnx(await openCheckpoint(from), join(folder, 'exported'));
      await tokenizer.save(join(folder, 'exported'), { longest: 512 });
      env.allowRemoteModels = false;
      env.localModelPath = folder;
      const sentences = await sameTokens(await xnliPairs(mirror, rows), tokenizer);
      const texts = mirror ? 'xnli test' : 'made up';
      const found = await compare({ from, sentences: sentences.kept, threads, rounds });
      const left = { leftOut: rows - sentences.kept.length, meanTokens: rounded(sentences.meanTokens) };
      return { benchmark: 'evaluate', size, vocab, threads, rounds, cpu: processor(), texts, ...left, ...found };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/**
 * Premise and hypothesis as one text, which is what the pipeline takes; those that its own tokenizer cuts otherwise
 * are left out, so that both have the same work.
 */
async function sameTokens(pairs: readonly Pair[], ours: Tokenizer) {
  const theirs = await AutoTokenizer.from_pretrained('exported');
  const texts = pairs.map(({ premise, hypothesis }) => `${premise} ${hypothesis}`);
  const sequences = (await ours.ids(texts)).map((ids) => ours.single(ids));
  const kept = texts.filter((text, i) => theirs.encode(text).join() === sequences[i]?.join());
  const tokens = sequences.reduce((sum, { length }) => sum + length, 0);
  return { kept, meanTokens: tokens / texts.length };
}

interface Comparison {
  /** Folder of the checkpoint; the pipeline's model is its export. */
  readonly from: string;
  readonly sentences: readonly string[];
  readonly threads: number;
  readonly rounds: number;
}

async function compare({ from, sentences, threads, rounds }: Comparison) {
  const { batched, singly } = await peerOf(sentences, threads);
  await using evaluator = new ModelEvaluator();
  const data = { task, examples: sentences.map((text) => ({ text, gold: 0 })) };
  const request = { from, recipe: recipe({ maxLength: 512 }), backend: cpu(), threads };
  const ours = async () =>
    (await evaluator.evaluate({ ...request, data })).predictions.map(({ prediction }) => prediction);
  // The first run of each also is its warming up.
  const [mine, peer] = [await ours(), await batched()];
  await singly(1);
  const secondsOf = await inTurns(rounds, { ours, batched, singly });
  const pace = (name: Parameters<typeof secondsOf>[0]) => sentences.length / median(secondsOf(name));
  return {
    sentences: sentences.length,
    sameLabels: mine.filter((label, i) => label === peer[i]).length,
    oursPerSecond: rounded(pace('ours')),
    peerBatchedPerSecond: rounded(pace('batched')),
    peerSinglyPerSecond: rounded(pace('singly')),
    ratio: rounded(pace('ours') / Math.max(pace('batched'), pace('singly'))),
  };
}

/** The pipeline on lists of 32 texts, and on the first so many texts one by one. */
async function peerOf(sentences: readonly string[], threads: number) {
  const options = { device: 'cpu', session_options: { intraOpNumThreads: threads }, dtype: 'fp32' } as const;
  const classify = await pipeline('text-classification', 'exported', options);
  const labelsOf = async (text: string | string[]) =>
    (await classify(text)).flat().map(({ label }) => labels.indexOf(label));
  const inTurn = async (inputs: readonly (string | string[])[]) => {
    const found: number[] = [];
    for (const input of inputs) found.push(...(await labelsOf(input)));
    return found;
  };
  const lists = Array.from({ length: Math.ceil(sentences.length / 32) }, (_, i) =>
    sentences.slice(i * 32, (i + 1) * 32),
  );
  return { batched: () => inTurn(lists), singly: (count = sentences.length) => inTurn(sentences.slice(0, count)) };
}
