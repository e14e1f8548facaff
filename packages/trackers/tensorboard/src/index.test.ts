import { mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrackedLine, TrackedStage } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEvent } from './events.ts';
import { tensorboard } from './index.ts';
import { recordsIn } from './records.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-tensorboard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const key = 'ab'.repeat(32);
const training: TrackedStage = {
  ...{ key, title: 'mnli → xnli, seed 1', name: 'mnli-xnli_seed_1-abababab', kind: 'train', study: 'small' },
  ...{ arms: ['zero-shot'], seed: 1, settings: { learningRate: 1e-5, order: 'a|b', schedule: 'linear', tied: true } },
  ...{ model: null, before: [] },
};
const evaluation: TrackedStage = {
  ...{ ...training, key: 'cd'.repeat(32), title: 'mnli → xnli test (sw), seed 1', name: 'test', kind: 'evaluate' },
  ...{ seed: null, model: training },
};
const lines: readonly TrackedLine[] = [
  { step: 2, epoch: 0.5, of: 'train', metrics: { loss: 1.25, learning_rate: 1e-5 } },
  { step: 4, epoch: 1, of: 'train', metrics: { loss: 1, learning_rate: 5e-6 } },
  { step: 4, epoch: 1, of: 'eval', metrics: { accuracy: 40 } },
  { step: 300, epoch: 2, of: 'train', metrics: { loss: 0.5, learning_rate: 0 } },
];
const place = () => ({ folder, settings: {} });

async function track(stage: TrackedStage, told: readonly TrackedLine[], end = true): Promise<void> {
  const run = await tensorboard().begin(stage, place());
  for (const line of told) await run.log(line);
  if (end) await run.end({ state: 'done', selectedStep: null });
}

const runFolder = () => join(folder, training.name);

/** Of each file in the order of their names, the steps of its lines, and `from 5` where what is earlier ends. */
async function files(): Promise<readonly (readonly (number | string)[])[]> {
  const names = (await readdir(runFolder())).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(runFolder(), name))));
  return texts.map((text) =>
    recordsIn(text)
      .map(readEvent)
      .filter(({ step, isStart }) => isStart || step > 0)
      .map(({ step, isStart }) => (isStart ? `from ${step}` : step)),
  );
}

describe('the files of a run', () => {
  it('have a record a line, in order, under a name that sorts by time', async () => {
    await track(training, lines);
    expect(await files()).toEqual([['from 0', 2, 4, 4, 300]]);
    expect(await readdir(runFolder())).toEqual([
      expect.stringMatching(/^events\.out\.tfevents\.\d{10}\.stopover\.abababab$/),
    ]);
  });

  it('say after a kill which steps no longer hold', async () => {
    await track(training, lines, false);
    const [name = ''] = await readdir(runFolder());
    const path = join(runFolder(), name);
    // In the middle of the last record, which the checkpoint does not reach anyway.
    await truncate(path, (await stat(path)).size - 7);
    const rest: TrackedLine = { step: 301, of: 'train', metrics: { loss: 0.4 } };
    await track({ ...training, before: lines.slice(0, 3) }, [rest]);
    await track({ ...training, before: [...lines.slice(0, 3), rest] }, []);
    expect(await files()).toEqual([['from 0', 2, 4, 4], ['from 5', 301], ['from 302']]);
  });

  it('have all that was logged where the tracker was turned on late, or had failed', async () => {
    await track({ ...training, before: lines.slice(0, 2) }, []);
    await track({ ...training, before: lines }, []);
    expect(await files()).toEqual([
      ['from 0', 2, 4],
      ['from 301', 4, 300],
    ]);
  });

  it('begin anew where nothing was kept', async () => {
    await track(training, lines, false);
    await track(training, lines.slice(0, 1), false);
    expect(await files()).toEqual([
      ['from 0', 2, 4, 4, 300],
      ['from 0', 2],
    ]);
  });

  it('of an evaluation stand beside the training, and take nothing of it back', async () => {
    await track(training, lines);
    await track(evaluation, [{ step: 300, of: 'test', metrics: { xnli_sw_accuracy: 61.5 } }]);
    expect(await files()).toEqual([['from 0', 2, 4, 4, 300], [300]]);
    expect(await readdir(folder)).toEqual([training.name]);
  });

  it('are read up to a record that is damaged', async () => {
    await track(training, lines);
    const [name = ''] = await readdir(runFolder());
    const bytes = await readFile(join(runFolder(), name));
    const records = recordsIn(bytes).length;
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
    expect(recordsIn(bytes)).toHaveLength(records - 1);
  });
});
