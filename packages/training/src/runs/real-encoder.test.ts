// A released encoder, multilingual-e5-small, as people have it: trained a little, scored, and loaded in Python.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { toFeatures } from '@stopover/text';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { headFeeds, layoutFeeds, secondsOf } from '../batching/collate.ts';
import { ModelEvaluator } from '../evaluation/evaluator.ts';
import { nli } from '../fixtures/small-tasks.ts';
import { headOf } from '../graphs/head-of.ts';
import { OpenModel } from '../inference/open-model.ts';
import { recipe } from './recipe.ts';
import { train } from './train.ts';

// The folder that `.ci/run` has made, and a Python with torch and transformers.
const folder = process.env['STOPOVER_E5'];
const python = process.env['STOPOVER_PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import torch, transformers'], { timeout: 120_000 }).status === 0;
const lacking = [
  ...(folder === undefined ? ['STOPOVER_E5 names no multilingual-e5-small'] : []),
  ...(hasPython ? [] : [`${python} has no torch and transformers`]),
];

const pairs: readonly (readonly [text: string, pair: string, gold: number])[] = [
  ['The river is high today.', 'The river is high today.', 0],
  ['The river is high today.', 'Nobody has bread left.', 1],
  ['Der Fluss steht heute hoch.', 'Der Fluss steht heute hoch.', 0],
  ['Der Fluss steht heute hoch.', 'Niemand hat noch Brot.', 1],
  ['Mto umejaa leo.', 'Mto umejaa leo.', 0],
  ['Mto umejaa leo.', 'Hakuna aliyebaki na mkate.', 1],
  ['今天河水很高。', '今天河水很高。', 0],
  ['今天河水很高。', '没有人还有面包。', 1],
];

const answers = z.array(z.object({ class: z.string(), outputs: z.array(z.number()) }));

test.skipIf(lacking.length > 0)(
  `a released encoder trains, is scored, and gives in Python what it gives here${lacking.length > 0 ? ` (skipped: ${lacking.join('; ')})` : ''}`,
  { timeout: 300_000 },
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'stopover-e5-'));
    try {
      const examples = pairs.map(([text, pair, gold]) => ({ text, pair, gold }));
      const backend = cpu();
      const short = recipe({
        maxSteps: 20,
        batchSize: 4,
        learningRate: 1e-4,
        dropout: 0,
        maxLength: 32,
        select: 'last',
      });
      const { finalLoss } = await train({
        ...{ from: folder ?? '', data: [{ task: nli, examples }], head: 'new', seed: 1, backend },
        ...{ folder: root, recipe: short },
      });
      // It has learnt what eight pairs say, which a head on an encoder that is broken would not.
      expect(finalLoss).toBeLessThan(0.5);
      const from = join(root, 'model');
      await using evaluator = new ModelEvaluator();
      const data = { task: nli, examples, skipped: [] };
      const { predictions } = await evaluator.evaluate({ from, data, recipe: short, backend });
      expect(predictions).toHaveLength(8);
      await using model = await OpenModel.open({ from, backend });
      const session = await model.head(headOf(nli, model.checkpoint.config));
      const ours: number[] = [];
      for (const example of examples) {
        const { features } = await toFeatures(model.tokenizer, nli, [example], { maxLength: 32, stride: 8 });
        const sequences = features.flatMap((feature) => [...feature.sequences]);
        const feeds = layoutFeeds(sequences, model.checkpoint, secondsOf(features));
        const { logits } = await session.run({ ...feeds, ...headFeeds(features, sequences) });
        ours.push(...Array.from(logits?.data ?? [], Number));
      }
      const jobs = examples.map(({ text, pair }) => ({ folder: from, kind: 'classification', texts: [text, pair] }));
      const script = join(import.meta.dirname, '../fixtures/answers-of-transformers.py');
      const options = { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
      const { status, stdout, stderr } = spawnSync(python, [script], options);
      expect(status, stderr).toBe(0);
      const theirs = answers.parse(JSON.parse(stdout));
      expect(theirs[0]?.class).toBe('BertForSequenceClassification');
      const outputs = theirs.flatMap((one) => one.outputs);
      expect(outputs).toHaveLength(16);
      expect(Math.max(...ours.map((x, i) => Math.abs(x - (outputs[i] ?? Number.NaN))))).toBeLessThan(1e-4);
    } finally {
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    }
  },
);
