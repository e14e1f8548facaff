// Checkpoints of every architecture and head, trained from one that is full of a former head's words, in Python
// transformers: each loads as the class that it names, and its outputs and pipelines give our numbers.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import { type AnyTask, defineTask, type Example, type Kind } from '@stopover/core';
import { architectures, type HeadKind } from '@stopover/encoders';
import { Tokenizer, toFeatures } from '@stopover/text';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { headFeeds, layoutFeeds, secondsOf } from '../batching/collate.ts';
import { pickFeeds } from '../batching/token-places.ts';
import { choices, nli, spans } from '../fixtures/small-tasks.ts';
import { headOf } from '../graphs/head-of.ts';
import { maskedLanguageModelling } from '../graphs/mlm-task.ts';
import { OpenModel } from '../inference/open-model.ts';
import { recipe } from './recipe.ts';
import { train } from './train.ts';

// A Python with torch and transformers: what STOPOVER_PYTHON names, or `python3`.
const python = process.env['STOPOVER_PYTHON'] ?? 'python3';
const here = spawnSync(python, ['-c', 'import torch, transformers'], { timeout: 120_000 }).status === 0;

const { about, source, languages } = nli;
const row = { parse: () => ({}) };
const tags = defineTask({
  ...{ about, source, row, name: 'tags', kind: 'tagging', role: 'intermediate' },
  languages: { ...languages },
  head: { labels: ['O', 'B-COLOUR', 'I-COLOUR'] },
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  example: () => ({ words: [], gold: [] }),
});
const pairs = defineTask({
  ...{ about, source, row, name: 'pairs', kind: 'ranking', role: 'intermediate' },
  languages: { ...languages },
  head: {},
  metrics: [{ name: 'none', range: [0, 100], score: () => 0 }],
  example: () => ({ gold: [] }),
});

interface Case {
  readonly kind: HeadKind;
  readonly task: AnyTask;
  readonly examples: readonly Example<Kind>[];
  /** The first example as Python is given it. */
  readonly texts: readonly [string | readonly string[], string | readonly string[] | null];
}
const cases: readonly Case[] = [
  {
    ...{ kind: 'classification', task: nli, texts: ['red cat', 'blue dog'] },
    examples: [
      { text: 'red cat', pair: 'blue dog', gold: 1 },
      { text: 'red', pair: 'red', gold: 0 },
    ],
  },
  {
    ...{ kind: 'choice', task: choices, texts: ['red cat', ['blue', 'red', 'green']] },
    examples: [
      { context: 'red cat', choices: ['blue', 'red', 'green'], gold: 1 },
      { context: 'old dog', choices: ['old', 'new', 'white'], gold: 0 },
    ],
  },
  {
    ...{ kind: 'span', task: spans, texts: ['dog', 'red cat blue dog'] },
    examples: [
      { question: 'dog', context: 'red cat blue dog', gold: { texts: ['blue'], start: 8 } },
      { question: 'cat', context: 'red cat blue dog', gold: { texts: ['red'], start: 0 } },
    ],
  },
  {
    ...{ kind: 'tagging', task: tags, texts: [['red', 'cat', 'new', 'blue'], null] },
    examples: [
      { words: ['red', 'cat', 'new', 'blue'], gold: ['B-COLOUR', 'O', 'B-COLOUR', 'I-COLOUR'] },
      { words: ['dog'], gold: ['O'] },
    ],
  },
  {
    ...{ kind: 'mlm', task: maskedLanguageModelling, texts: ['red cat <mask> dog', null] },
    examples: [
      { text: 'red cat <mask> dog', gold: null },
      { text: 'the bird is new and old', gold: null },
    ],
  },
  {
    ...{ kind: 'ranking', task: pairs, texts: ['red cat', null] },
    examples: ['red', 'blue'].map((colour) => ({
      ...{ query: { id: colour, text: `${colour} cat` }, document: { id: `the ${colour}`, text: `${colour} dog` } },
      gold: [`the ${colour}`],
    })),
  },
];

const former = {
  architectures: ['FormerForSequenceClassification'],
  problem_type: 'multi_label_classification',
  num_labels: 7,
  id2label: { 0: 'x', 1: 'y', 2: 'z', 3: 'u', 4: 'v', 5: 'w', 6: 't' },
  label2id: { x: 0, y: 1, z: 2, u: 3, v: 4, w: 5, t: 6 },
  torch_dtype: 'float16',
  dtype: 'bfloat16',
  function_to_apply: 'none',
  return_dict: false,
  quantization_config: { quant_method: 'bitsandbytes', load_in_8bit: true },
  task_specific_params: { 'text-classification': { num_labels: 7 } },
};

const answers = z.array(
  z.object({
    class: z.string(),
    missing: z.array(z.string()),
    dtype: z.string(),
    problem: z.null(),
    outputs: z.array(z.number()),
    pipeline: z.array(z.object({ label: z.string(), score: z.number() })),
  }),
);
const adapted = z.array(z.object({ outputs: z.array(z.number()), merged: z.array(z.number()) }));
const all = architectures.flatMap((architecture) => cases.map((one) => ({ architecture, ...one })));
const nameOf = ({ architecture, kind }: (typeof all)[number]) => `${architecture.modelType} ${kind}`;

let root: string;
const theirs = new Map<string, z.infer<typeof answers>[number]>();
const fixtures = join(import.meta.dirname, '../fixtures');

/** A base model as transformers wrote it, whose config.json speaks of another head. */
async function base(modelType: string): Promise<string> {
  const folder = join(root, modelType);
  await cp(join(fixtures, 'transformers-parity', modelType, 'mlm'), folder, { recursive: true });
  await cp(join(fixtures, 'words-tokenizer'), folder, { recursive: true });
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8');
  // Of two values of one name the last counts, in Python and here.
  await writeFile(path, text.replace(/\}\s*$/, `, ${JSON.stringify(former).slice(1)}`));
  return folder;
}

describe.skipIf(!here)(`in Python${here ? '' : ` (skipped: ${python} has no torch and transformers)`}`, () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'stopover-python-'));
    for (const { modelType } of architectures) await base(modelType);
    const jobs = [];
    for (const one of all) {
      const folder = join(root, nameOf(one));
      await train({
        ...{ from: join(root, one.architecture.modelType), data: [{ task: one.task, examples: one.examples }] },
        ...{ head: one.kind === 'mlm' ? 'keep' : 'new', seed: 1, backend: cpu(), threads: 1, folder },
        recipe: recipe({ maxSteps: 2, batchSize: 2, learningRate: 1e-3, select: 'last' }),
      });
      jobs.push({ folder: join(folder, 'model'), kind: one.kind, texts: one.texts });
    }
    const options = { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    const { status, stdout, stderr } = spawnSync(python, [join(fixtures, 'answers-of-transformers.py')], options);
    expect(status, stderr).toBe(0);
    for (const [i, answer] of answers.parse(JSON.parse(stdout)).entries()) theirs.set(nameOf(all[i] ?? fail()), answer);
  }, 300_000);
  afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

  test.each(all.map((one) => [nameOf(one), one] as const))('%s', async (name, one) => {
    const their = theirs.get(name) ?? fail();
    await using model = await OpenModel.open({ from: join(root, name, 'model'), backend: cpu(), threads: 1 });
    const { logits, tokens } = await ours(model, one);
    expect(their).toMatchObject({ class: one.architecture.className[one.kind], dtype: 'torch.float32' });
    // Only a pooler that the head does not use may be fresh.
    expect(their.missing.filter((missing) => !missing.startsWith('pooler.') && !missing.includes('.pooler.'))).toEqual(
      [],
    );
    expect(logits.length).toBe(their.outputs.length);
    // float32 on both sides, sums in another order: as in parity.test.ts.
    expect(Math.max(...logits.map((x, i) => Math.abs(x - (their.outputs[i] ?? Number.NaN))))).toBeLessThan(5e-5);
    const scored = expectedScores(one, logits, tokens);
    expect(their.pipeline.map(({ label }) => label)).toEqual(scored.map(({ label }) => label));
    for (const [i, { score }] of scored.entries()) expect(their.pipeline[i]?.score).toBeCloseTo(score, 4);
  });
});

const peft = here && spawnSync(python, ['-c', 'import peft'], { timeout: 120_000 }).status === 0;

describe.skipIf(!peft)(
  `adapters in Python${peft ? '' : ` (skipped: ${python} has no torch, transformers and peft)`}`,
  () => {
    const found: z.infer<typeof adapted> = [];
    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'stopover-peft-'));
      for (const { modelType } of architectures) await base(modelType);
      const jobs = [];
      for (const one of all) {
        const [folder, from] = [join(root, nameOf(one)), join(root, one.architecture.modelType)];
        // Of a chain of two, the second merged: ranks of its own in some modules.
        for (const [step, targetModules] of [
          ['first', undefined],
          ['second', 'all-linear'],
        ] as const) {
          const adapter = { type: 'lora', rank: 2, alpha: 4, chain: 'merge' } as const;
          const targets = one.architecture.modelType === 'modernbert' ? ['Wqkv'] : targetModules;
          await train({
            ...{ from: step === 'first' ? from : join(folder, 'first/model'), folder: join(folder, step) },
            ...{ data: [{ task: one.task, examples: one.examples }], head: one.kind === 'mlm' ? 'keep' : 'new' },
            ...{ seed: 1, backend: cpu(), threads: 1 },
            recipe: recipe({
              ...{ maxSteps: 3, batchSize: 2, learningRate: 1e-2, select: 'last' },
              adapter: {
                ...adapter,
                ...(targets && { targetModules: targets === 'all-linear' ? targets : [...targets] }),
              },
            }),
          });
        }
        const tokenizer = join(folder, 'tokenizer');
        await (await Tokenizer.load(from)).save(tokenizer);
        jobs.push({ folder: join(folder, 'second/model'), base: from, tokenizer, kind: one.kind, texts: one.texts });
      }
      const options = { input: JSON.stringify(jobs), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
      const { status, stdout, stderr } = spawnSync(python, [join(fixtures, 'answers-of-transformers.py')], options);
      expect(status, stderr).toBe(0);
      found.push(...adapted.parse(JSON.parse(stdout)));
    }, 300_000);
    afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

    test.each(all.map((one, i) => [nameOf(one), one, i] as const))(
      'PEFT gives our outputs: %s',
      async (name, one, i) => {
        const { outputs, merged } = found[i] ?? fail();
        await using model = await OpenModel.open({
          from: join(root, name, 'second/model'),
          backend: cpu(),
          threads: 1,
        });
        const { logits } = await ours(model, one);
        expect(logits.length).toBe(outputs.length);
        for (const their of [outputs, merged])
          expect(Math.max(...logits.map((x, k) => Math.abs(x - (their[k] ?? Number.NaN))))).toBeLessThan(1e-4);
      },
    );
  },
);

function fail(): never {
  throw new Error('Python gave no answer for it');
}

/** Our outputs for the first example, in the order of transformers'; of ranking, the last hidden state. */
async function ours(model: OpenModel, { kind, task, examples }: Case) {
  const set = await toFeatures(model.tokenizer, task, examples.slice(0, 1), { maxLength: 32, stride: 8 });
  const batch = set.features.slice(0, 1);
  const sequences = batch.flatMap((feature) => [...feature.sequences]).slice(0, kind === 'ranking' ? 1 : undefined);
  const layout = layoutFeeds(sequences, model.checkpoint, kind === 'ranking' ? undefined : secondsOf(batch));
  const tokens = sequences[0]?.length ?? 0;
  if (kind === 'ranking') {
    const last = model.checkpoint.config.layers;
    const states = await (await model.layers([last])).run(layout);
    return { logits: Array.from(states[`state.${last}`]?.data ?? [], Number), tokens };
  }
  const masked = Array.from(sequences[0] ?? []).flatMap((id, i) => (id === model.tokenizer.special.mask ? [i] : []));
  const picked = kind === 'mlm' ? pickFeeds(masked, tokens) : headFeeds(batch, sequences);
  const session = await model.head(headOf(task, model.checkpoint.config));
  const { logits } = await session.run({ ...layout, ...picked });
  return { logits: Array.from(logits?.data ?? [], Number), tokens };
}

/** What transformers' pipeline makes of outputs. */
function expectedScores({ kind, task }: Case, logits: readonly number[], tokens: number) {
  const best = (some: readonly number[], labels: readonly string[], most: number) => {
    const total = some.reduce((sum, x) => sum + Math.exp(x), 0);
    const scored = some.map((x, i) => ({ label: labels[i] ?? String(i), score: Math.exp(x) / total }));
    return scored.sort((a, b) => b.score - a.score).slice(0, most);
  };
  if (kind === 'mlm') return best(logits, [], 5);
  const labels = 'labels' in task.head ? task.head.labels : [];
  if (kind === 'classification') return best(logits, labels, labels.length);
  if (kind !== 'tagging') return [];
  const rows = Array.from({ length: tokens }, (_, i) => logits.slice(i * labels.length, (i + 1) * labels.length));
  // The special tokens are not told.
  return rows.slice(1, -1).flatMap((row) => best(row, labels, 1));
}
