import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackedLine, TrackedStage } from '@stopover/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jsonl } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-jsonl-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stage: TrackedStage = {
  ...{ key: 'ab'.repeat(32), title: 'mnli → xnli, seed 1', name: 'mnli-xnli_seed_1-abababab', kind: 'train' },
  ...{ study: 'small', arms: ['zero-shot'], seed: 1, settings: { learningRate: 1e-5 }, model: null, before: [] },
};
const lines: readonly TrackedLine[] = [
  { step: 2, epoch: 0.5, of: 'train', metrics: { loss: 1.25, learning_rate: 1e-5 } },
  { step: 4, epoch: 1, of: 'train', metrics: { loss: 1, learning_rate: 0 } },
  { step: 4, epoch: 1, of: 'eval', metrics: { accuracy: 40 } },
];
const rows = async () =>
  (await readFile(join(folder, `${stage.name}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const head = {
  ...{ stage: stage.key, title: 'mnli → xnli, seed 1', kind: 'train', study: 'small', arms: ['zero-shot'], seed: 1 },
  ...{ settings: { learningRate: 1e-5 }, step: 0 },
};
const history = [
  { loss: 1.25, learning_rate: 1e-5, epoch: 0.5, step: 2 },
  { loss: 1, learning_rate: 0, epoch: 1, step: 4 },
  { eval_accuracy: 40, epoch: 1, step: 4 },
];

it('writes what the stage is, its lines with the names of log_history, and how it ended', async () => {
  const run = await jsonl().begin(stage, { folder, settings: {} });
  for (const line of lines) await run.log(line);
  await run.end({ state: 'done', selectedStep: 4 });
  expect(await rows()).toEqual([head, ...history, { state: 'done', selected_step: 4, step: 4 }]);
});

it('has what was logged and nothing else after a stage was killed and goes on', async () => {
  const killed = await jsonl().begin(stage, { folder, settings: {} });
  for (const line of lines) await killed.log(line);
  const run = await jsonl().begin({ ...stage, before: lines.slice(0, 1) }, { folder, settings: {} });
  // Of a process that does not know yet that another has its stage.
  await killed.end({ state: 'stopped', selectedStep: null });
  await run.log({ step: 3, of: 'train', metrics: { loss: 1.125 } });
  expect(await rows()).toEqual([head, history[0], { loss: 1.125, step: 3 }]);
  expect(await readdir(folder)).toEqual([`${stage.name}.jsonl`]);
});

it('names test scores and the model that they are of', async () => {
  const evaluation: TrackedStage = {
    ...stage,
    kind: 'evaluate',
    seed: null,
    model: { ...stage, key: 'cd'.repeat(32) },
  };
  const run = await jsonl().begin(evaluation, { folder, settings: {} });
  await run.log({ step: 4, of: 'test', metrics: { xnli_sw_accuracy: 61.5 } });
  await run.end({ state: 'done', selectedStep: null });
  const { seed: _, ...without } = head;
  expect(await rows()).toEqual([
    { ...without, kind: 'evaluate', model: 'cd'.repeat(32) },
    { test_xnli_sw_accuracy: 61.5, step: 4 },
    { state: 'done', step: 4 },
  ]);
});
