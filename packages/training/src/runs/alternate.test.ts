// Several data sets in every step: how often each is seen, what a step's gradient is, and that a stage goes on the same.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { type Checkpoint, type HeadKind, valuesFor } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { killAfter } from '../fixtures/cut-off.ts';
import { smallBase, weightsHash } from '../fixtures/small-base.ts';
import { choices, nli, words } from '../fixtures/small-tasks.ts';
import { createLearner } from './create-learner.ts';
import type { Learner, Step } from './learner.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { Progress, TrainRequest } from './requests.ts';
import { train } from './train.ts';

const backends = [
  { name: 'on the host', backend: cpu(), after: 30 },
  { name: 'on a device', backend: { ...cpu(), training: { state: 'device' as const } }, after: 40 },
  { name: 'several steps a run', backend: { ...cpu(), training: { state: 'loop' as const, steps: 3 } }, after: 22 },
];

describe.each(backends)('the gradient of a step of several data sets, $name', ({ backend }) => {
  const checkpoints = new Map<HeadKind, Checkpoint>();
  beforeAll(async () => {
    for (const kind of ['choice', 'classification'] as const) checkpoints.set(kind, await tinyCheckpoint(kind, 1));
  });
  const read = (kind: HeadKind): Checkpoint => {
    const found = checkpoints.get(kind);
    if (!found) throw new Error(`no checkpoint of ${kind}`);
    return found;
  };
  const learner = (heads: readonly HeadKind[], alternates: boolean): Learner =>
    createLearner({
      ...{ backend, threads: 1, seed: 5, alternates },
      architecture: read('choice').architecture,
      config: read('choice').config,
      heads: heads.map((kind) => ({ name: kind, spec: { kind, size: sizes[kind] } })),
      values: (parameters, { spec }) => valuesFor(read(spec.kind), parameters, { head: 'keep', seed: 0 }),
      // Nothing is clipped: the first moment after one step is a tenth of the gradient.
      recipe: recipe({ gradientAccumulationSteps: 2, maxGradNorm: 1e6 }),
    });
  const part = (kind: HeadKind, ...passes: readonly (readonly [seed: number, rows: number])[]) => ({
    head: kind,
    passes: passes.map(([seed, rows]) => batchOf(kind, read(kind), seed, rows)),
  });
  /** First moments after one step from the beginning. */
  async function moments(heads: readonly HeadKind[], parts: Step['parts']) {
    await using one = learner(heads, parts.length > 1);
    const [outcome] = await one.train([{ number: 1, learningRate: 1e-3, parts }]);
    await one.syncToHost('all');
    return { outcome, first: new Map([...one.slots].map(([name, slot]) => [name, slot.first.slice()])) };
  }

  test.each([
    { name: 'of one head', second: 'classification' as const },
    { name: 'of two heads', second: 'choice' as const },
  ])('is the mean of theirs, whatever their sizes: $name', async ({ second }) => {
    const heads = [...new Set(['classification', second] as const)];
    const [a, b] = [part('classification', [1, 5], [2, 2]), part(second, [3, 3])];
    const [of, ofA, ofB] = [await moments(heads, [a, b]), await moments(heads, [a]), await moments(heads, [b])];
    expect(of.outcome?.losses.map((loss, i) => Math.abs(loss - ([ofA, ofB][i]?.outcome?.loss ?? 0)) < 1e-6)).toEqual([
      true,
      true,
    ]);
    expect(of.outcome?.loss).toBeCloseTo(((ofA.outcome?.loss ?? 0) + (ofB.outcome?.loss ?? 0)) / 2, 6);
    for (const [name, first] of of.first) {
      const [x, y] = [ofA.first.get(name), ofB.first.get(name)];
      const mean = first.map((_, i) => ((x?.[i] ?? 0) + (y?.[i] ?? 0)) / 2);
      const scale = Math.max(1e-6, ...mean.map(Math.abs));
      expect(Math.max(...first.map((value, i) => Math.abs(value - (mean[i] ?? 0)))) / scale, name).toBeLessThan(1e-4);
    }
  });

  test('does not hold what an earlier step left of another head', async () => {
    await using together = learner(['classification', 'choice'], true);
    const step = (number: number, ...parts: Step['parts']) => ({ number, learningRate: 1e-3, parts });
    const steps = [
      step(1, part('choice', [1, 3]), part('classification', [2, 4])),
      step(2, part('classification', [3, 4])),
      step(3, part('choice', [4, 3], [5, 2]), part('classification', [6, 4])),
    ];
    const found = await together.train(steps);
    await using host = createLearner({
      ...{ backend: cpu(), threads: 1, seed: 5, alternates: true },
      architecture: read('choice').architecture,
      config: read('choice').config,
      heads: (['classification', 'choice'] as const).map((kind) => ({ name: kind, spec: { kind, size: sizes[kind] } })),
      values: (parameters, { spec }) => valuesFor(read(spec.kind), parameters, { head: 'keep', seed: 0 }),
      recipe: recipe({ gradientAccumulationSteps: 2, maxGradNorm: 1e6 }),
    });
    const wanted = await host.train(steps);
    wanted.forEach(({ loss, norm }, i) => {
      expect(Math.abs((found[i]?.loss ?? Number.NaN) - loss)).toBeLessThan(5e-6);
      expect(Math.abs((found[i]?.norm ?? Number.NaN) - norm) / norm).toBeLessThan(1e-5);
    });
  });
});

const word = (i: number) => words[i % words.length] ?? '';
const pairs = (n: number, from = 0): Example<'classification'>[] =>
  Array.from({ length: n }, (_, i) => {
    const at = from + i;
    return { text: word(at * 7), pair: word(at % 2 === 0 ? at * 7 : at * 7 + 5), gold: at % 2 };
  });
const echoes = (n: number): Example<'choice'>[] =>
  Array.from({ length: n }, (_, i) => ({ context: word(i), choices: [word(i), word(i + 3)], gold: 0 }));

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-alternate-'));
  await smallBase(
    join(root, 'base'),
    pairs(40).map((pair) => pair.text),
  );
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const shots = { task: nli, examples: pairs(10, 300) };
const english = { task: nli, examples: pairs(100) };
const request = (folder: string, more: Partial<TrainRequest> = {}, fields: RecipeFields = {}): TrainRequest => ({
  from: join(root, 'base/model'),
  data: [english, { ...shots, name: 'shots' }],
  mixing: 'alternate',
  heads: 'shared',
  head: 'new',
  recipe: recipe({ batchSize: 16, epochs: 3, learningRate: 1e-3, saveSteps: 5, select: 'last', ...fields }),
  ...{ seed: 3, backend: cpu(), threads: 1 },
  folder: join(root, folder),
  ...more,
});
const hash = (folder: string) => weightsHash(join(root, folder));
const logOf = async (folder: string) => {
  const lines = (await readFile(join(root, folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line): Progress => JSON.parse(line));
};

describe('joint training with ten shots', () => {
  test('takes as many batches of them as of English, and its epochs are passes over English', async () => {
    const { steps, sampled, examplesSeen } = await train(request('joint'));
    expect(steps).toBe(3 * Math.ceil(100 / 16));
    expect(sampled).toEqual([
      { task: nli.name, steps: 21, examples: 300 },
      { task: 'shots', steps: 21, examples: 210 },
    ]);
    expect(examplesSeen).toBe(510);
  });

  test('has the loss of each in its log, of which the step’s is the mean', async () => {
    await train(request('log', {}, { saveSteps: 1, maxSteps: 4 }));
    const log = await logOf('log');
    expect(log.length).toBe(4);
    for (const { loss, losses } of log) {
      expect(Object.keys(losses ?? {})).toEqual([nli.name, 'shots']);
      expect(((losses?.[nli.name] ?? 0) + (losses?.['shots'] ?? 0)) / 2).toBeCloseTo(loss, 10);
    }
    await train(request('no parts', { mixing: 'uniform' }, { maxSteps: 2 }));
    expect((await logOf('no parts')).every((line) => !('losses' in line))).toBe(true);
  });

  test('keeps the one head that data sets of a task have, and numbers those without a name', async () => {
    const outcome = await train(request('numbered', { data: [english, shots], heads: 'separate' }, { maxSteps: 2 }));
    expect(outcome.sampled.map(({ task }) => task)).toEqual([nli.name, `${nli.name} 2`]);
    const config: unknown = JSON.parse(await readFile(join(root, 'numbered/model/config.json'), 'utf8'));
    expect(config).toMatchObject({ id2label: { 0: 'same', 1: 'other' } });
  });

  test('refuses data sets of a task with different labels', async () => {
    const other = { ...nli, head: { labels: ['other', 'same'] } };
    await expect(train(request('labels', { data: [english, { ...shots, task: other }] }))).rejects.toThrow(
      /task same-or-not: two data sets of it have different labels/,
    );
  });

  test.each(backends)('cut off and taken up again ends bit-identical, $name', async ({ name, backend, after }) => {
    const data = [english, { ...shots, name: 'shots' }, { task: choices, examples: echoes(20) }];
    const beside = { examples: pairs(20).map(({ text }) => ({ text, gold: null })), share: 0.2 };
    const fields = { maxSteps: 17, batchSize: 8, gradientAccumulationSteps: 2, dropout: 0.1 };
    const stage = (folder: string) => request(folder, { data, beside, backend }, fields);
    const whole = await train(stage(`whole ${name}`));
    await killAfter(stage(`parts ${name}`), after);
    const resumed = await train(stage(`parts ${name}`));
    expect(resumed.resumedAt).toBeGreaterThan(0);
    expect(await hash(`parts ${name}`)).toBe(await hash(`whole ${name}`));
    expect(resumed.sampled).toEqual(whole.sampled);
    expect(new Set(whole.sampled.slice(0, 3).map(({ steps }) => steps)).size).toBe(1);
  });
});
