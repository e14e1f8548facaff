// Every field of a recipe has its effect in `finetune --recipe FILE`, in `pretrain`, or is refused.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCheckpoint } from '@stopover/encoders';
import { type Recipe, type RecipeFields, recipeSchema } from '@stopover/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finetune } from '../commands/finetune.ts';
import { pretrain } from '../commands/pretrain.ts';
import { type TemporaryFolder, temporaryFolder } from '../fixtures/folder.ts';
import { writeSmallModel } from '../fixtures/small-model.ts';

/** What the plain training does: three steps of four of sixteen rows, each with a line in the log, nothing dropped. */
const plain = {
  ...{ learningRate: 0.001, maxSteps: 3, batchSize: 4, warmupRatio: 0, maxLength: 64, maxExamples: 16 },
  ...{ select: 'last', saveSteps: 1, dropout: 0 },
} as const satisfies RecipeFields;

interface Outcome {
  readonly steps: number;
  readonly examplesSeen: number;
  readonly selectionScore: number | null;
  readonly cut: readonly { readonly maxLength: number; readonly truncated: number; readonly windows: number }[];
  readonly selection: { readonly averaged: readonly number[] | null };
  readonly selectCut: { readonly examples: number } | null;
}
interface Line {
  readonly step: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly score?: number;
}
interface Trained {
  readonly outcome: Outcome;
  readonly log: readonly Line[];
  /** All weights of the model, one after the other in the order of their names. */
  readonly weights: readonly number[];
}

let folder: TemporaryFolder;
let base: Trained;
let runs = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeSmallModel(join(folder.path, 'model'));
  base = await trained({});
}, 180_000);
afterAll(() => folder?.[Symbol.asyncDispose]());

/** The plain training with some fields changed, by the command, in this process. */
async function trained(fields: RecipeFields, task = 'copa'): Promise<Trained> {
  const out = join(folder.path, `run-${++runs}`);
  // JSON is YAML.
  const study = { name: 't', model: './model', targets: ['xcopa'], recipe: { all: { ...plain, ...fields } } };
  const recipe = await folder.write(`recipe-${runs}.yaml`, JSON.stringify(study));
  const options = { model: join(folder.path, 'model'), source: 'miniature', task, recipe, out, backend: 'cpu' };
  expect(await finetune({ ...options, seed: 1, threads: 1 })).toBe(0);
  const log = (await readFile(join(out, 'log.jsonl'), 'utf8')).trim().split('\n');
  const tensors = (await loadCheckpoint(join(out, 'model'))).weights;
  return {
    outcome: JSON.parse(await readFile(join(out, 'done.json'), 'utf8')),
    log: log.map((line): Line => JSON.parse(line)),
    weights: [...tensors].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, { data }]) => Array.from(data, Number)),
  };
}

/** Loss of one step of `pretrain` with this share of the tokens masked: text is what only it trains on. */
async function pretrained(mlmProbability: number): Promise<number> {
  const text = await folder.write('text.txt', Array.from({ length: 40 }, (_, i) => `sentence number ${i}`).join('\n'));
  const out = join(folder.path, `masked-${mlmProbability}`);
  const size = { layers: 1, hiddenSize: 16, heads: 1, intermediateSize: 16 };
  const status = await pretrain({
    ...{
      text: [text],
      tokenizer: join(folder.path, 'model'),
      out,
      size,
      embeddingInit: 'random',
      pairs: 0,
      mlmProbability,
    },
    ...{ steps: 1, batchSize: 4, learningRate: 0.001, warmup: 0, dropout: 0, maxLength: 64, saveSteps: 1 },
    ...{ seed: 1, backend: 'cpu', threads: 1 },
  });
  expect(status).toBe(0);
  const { finalLoss }: { finalLoss: number } = JSON.parse(await readFile(join(out, 'done.json'), 'utf8'));
  return finalLoss;
}

const rates = ({ log }: Trained) => log.map(({ learningRate }) => learningRate);
const losses = ({ log }: Trained) => log.map(({ loss }) => loss);
const scored = ({ log }: Trained) => log.flatMap(({ step, score }) => (score === undefined ? [] : [step]));
const norm = (of: readonly number[]) => Math.sqrt(of.reduce((sum, weight) => sum + weight * weight, 0));

/** The first forward pass is the same, and what the optimizer makes of it is not. */
async function updatesOtherwise(fields: RecipeFields): Promise<Trained> {
  const run = await trained(fields);
  expect(losses(run)[0]).toBe(losses(base)[0]);
  expect(run.weights).not.toEqual(base.weights);
  return run;
}

const rate = plain.learningRate;
const closeTo = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 9));

/** What must be seen of each field; a new field without an entry does not compile, and fails below. */
const effects: Readonly<Record<keyof Recipe, () => Promise<void>>> = {
  learningRate: async () => expect(rates(await trained({ learningRate: 0.002 }))[0]).toBe(0.002),
  epochs: async () =>
    expect((await trained({ maxSteps: null, epochs: 3 })).outcome).toMatchObject({ steps: 12, examplesSeen: 48 }),
  maxSteps: async () => expect((await trained({ maxSteps: 2 })).outcome).toMatchObject({ steps: 2, examplesSeen: 8 }),
  batchSize: async () =>
    expect((await trained({ batchSize: 8 })).outcome).toMatchObject({ steps: 3, examplesSeen: 24 }),
  gradientAccumulationSteps: async () =>
    expect((await trained({ gradientAccumulationSteps: 2 })).outcome).toMatchObject({ steps: 3, examplesSeen: 24 }),
  warmupRatio: async () =>
    expect(rates(await trained({ warmupRatio: 1 }))).toEqual(closeTo([0, rate / 3, (rate * 2) / 3])),
  warmupSteps: async () => expect(rates(await trained({ warmupSteps: 2 }))).toEqual(closeTo([0, rate / 2, rate])),
  schedule: async () => expect(rates(await trained({ schedule: 'constant' }))).toEqual([rate, rate, rate]),
  weightDecay: async () =>
    expect(norm((await updatesOtherwise({ weightDecay: 10 })).weights)).toBeLessThan(norm(base.weights)),
  adamBeta1: async () => void (await updatesOtherwise({ adamBeta1: 0 })),
  adamBeta2: async () => void (await updatesOtherwise({ adamBeta2: 0.5 })),
  adamEpsilon: async () => void (await updatesOtherwise({ adamEpsilon: 1 })),
  maxGradNorm: async () => void (await updatesOtherwise({ maxGradNorm: 1e-7 })),
  dropout: async () => expect(losses(await trained({ dropout: 0.5 }))[0]).not.toBe(losses(base)[0]),
  freeze: async () => void (await updatesOtherwise({ freeze: 'embeddings' })),
  adapter: async () => {
    const run = await updatesOtherwise({ adapter: { type: 'lora', targetModules: ['query'] } });
    expect(run.weights.length).toBe(base.weights.length);
  },
  maxLength: async () => {
    expect(base.outcome.cut).toMatchObject([{ maxLength: 64, truncated: 0 }]);
    const [cut] = (await trained({ maxLength: 8 })).outcome.cut;
    expect(cut?.maxLength).toBe(8);
    expect(cut?.truncated).toBeGreaterThan(0);
  },
  docStride: async () => {
    const windows = async (docStride: number) =>
      (await trained({ docStride, maxLength: 40, maxSteps: 1 }, 'squad-v1')).outcome.cut[0]?.windows ?? 0;
    expect(await windows(4)).toBeGreaterThan(await windows(12));
  },
  precision: async () => {
    await expect(trained({ precision: 'float16' })).rejects.toThrow(/float16/);
  },
  mlmProbability: async () => expect(await pretrained(0.5)).not.toBe(await pretrained(0.15)),
  order: async () => expect(losses(await trained({ order: 'length-grouped' }))).not.toEqual(losses(base)),
  maxExamples: async () =>
    expect((await trained({ maxExamples: 8, maxSteps: null, epochs: 1 })).outcome).toMatchObject({ steps: 2 }),
  select: async () => {
    expect(base.outcome).toMatchObject({ selectionScore: null, selectCut: null });
    expect((await trained({ select: 'best' })).outcome.selectionScore).toBeGreaterThanOrEqual(0);
  },
  averagedCheckpoints: async () => {
    const averaged = async (averagedCheckpoints: number) =>
      (await trained({ select: 'average', averagedCheckpoints, maxSteps: 4 })).outcome.selection.averaged;
    expect(await averaged(2)).toEqual([2, 4]);
    expect(await averaged(4)).toEqual([1, 2, 3, 4]);
  },
  evalSteps: async () => expect(scored(await trained({ select: 'best', evalSteps: 2 }))).toEqual([2, 3]),
  // Too small a rate to change any answer: the second evaluation is no better than the first.
  patience: async () =>
    expect(
      (await trained({ select: 'best', evalSteps: 1, patience: 1, learningRate: 1e-9, maxSteps: 9 })).outcome,
    ).toMatchObject({ steps: 2 }),
  selectionExamples: async () =>
    expect((await trained({ select: 'best', selectionExamples: 5 })).outcome.selectCut?.examples).toBe(5),
  // The log says what there is at each checkpoint; between them lines are half a second apart.
  saveSteps: async () =>
    expect((await trained({ saveSteps: 2, maxSteps: 6 })).log.map(({ step }) => step)).toEqual(
      expect.arrayContaining([2, 4, 6]),
    ),
};

describe('a field of the recipe', { timeout: 120_000 }, () => {
  it('has an entry here', () => {
    expect(Object.keys(effects)).toEqual(Object.keys(recipeSchema.shape));
  });

  it('changes nothing where it is as before', async () => {
    expect((await trained({})).weights).toEqual(base.weights);
  });

  it.each(Object.entries(effects))('%s has its effect, or is refused', (_, holds) => holds());
});
