import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Backend } from '@stopover/core';
import { ModelEvaluator, recipe } from '@stopover/training';
import { command, numberOf } from '../command-line/command.ts';
import { pairOptions } from '../command-line/common-options.ts';
import { processor } from '../measures/about.ts';
import { memoryOfProcess } from '../measures/memory.ts';
import { inTurns, median, rounded } from '../measures/rounds.ts';
import { saveInitialModel } from '../models/initial-model.ts';
import { labels, sentences as task } from '../models/sentences-task.ts';
import { sizeOf } from '../models/sizes.ts';
import { tokenizerFor } from '../texts/tokenizer-for.ts';
import { mirrorAt, xnliPairs } from '../texts/xnli-pairs.ts';

await command({
  purpose:
    'Sentences a second of an evaluation with a batch on each thread against one batch on all threads, in turns.',
  options: pairOptions,
  run: async (values) => {
    const [size, vocab] = [sizeOf(values.size), numberOf('vocab', values.vocab)];
    const [threads, rounds] = [numberOf('threads', values.threads), numberOf('rounds', values.rounds)];
    const mirror = mirrorAt(values.mirror);
    const folder = await mkdtemp(join(tmpdir(), 'stopover-bench-'));
    try {
      const tokenizer = await tokenizerFor(mirror, vocab);
      await saveInitialModel(folder, { size, vocab, classes: labels.length }, { special: tokenizer.special, labels });
      await tokenizer.save(folder, { longest: 512 });
      const pairs = await xnliPairs(mirror, numberOf('rows', values.rows));
      const texts = pairs.map(({ premise, hypothesis }) => `${premise} ${hypothesis}`);
      const found = await compare(folder, texts, { threads, rounds });
      return { benchmark: 'lanes', size, vocab, threads, rounds, cpu: processor(), ...found };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

async function compare(
  from: string,
  texts: readonly string[],
  { threads, rounds }: { threads: number; rounds: number },
) {
  const data = { task, examples: texts.map((text) => ({ text, gold: 0 })) };
  const request = { from, data, recipe: recipe({ maxLength: 512 }), threads };
  const laned = await opened({ ...request, backend: inLanes(threads) });
  const single = await opened({ ...request, backend: inLanes(1) });
  try {
    const secondsOf = await inTurns(rounds, { laned: laned.run, single: single.run });
    const ratios = secondsOf('laned').map((seconds, round) => (secondsOf('single')[round] ?? Number.NaN) / seconds);
    return {
      sentences: texts.length,
      same: JSON.stringify(laned.predictions) === JSON.stringify(single.predictions),
      lanedPerSecond: rounded(texts.length / median(secondsOf('laned'))),
      singlePerSecond: rounded(texts.length / median(secondsOf('single'))),
      ratio: rounded(median(ratios)),
      ...{ lanedMegabytes: laned.megabytes, singleMegabytes: single.megabytes },
      ...{ lanedOpenSeconds: laned.seconds, singleOpenSeconds: single.seconds },
    };
  } finally {
    await laned.evaluator[Symbol.asyncDispose]();
    await single.evaluator[Symbol.asyncDispose]();
  }
}

/** The processor with so many runs at the same time, however little there is to do. */
function inLanes(lanes: number): Backend {
  const backend = cpu();
  return { ...backend, open: (graph, options) => backend.open(graph, { ...options, lanes }) };
}

/** An evaluator after its first pass, which opens the model, and what that took. */
async function opened(request: Parameters<ModelEvaluator['evaluate']>[0]) {
  const before = memoryOfProcess();
  const began = performance.now();
  const evaluator = new ModelEvaluator();
  const run = () => evaluator.evaluate(request);
  const { predictions } = await run();
  const seconds = rounded((performance.now() - began) / 1000);
  const { own, share } = memoryOfProcess();
  return { evaluator, run, predictions, seconds, megabytes: { own: own - before.own, share: share - before.share } };
}
