// The learner for devices, on the CPU provider: its graphs must do what the loop over host arrays does.
import { cpu } from '@stopover/backend-cpu';
import { architectures, type Checkpoint, type HeadKind, valuesFor } from '@stopover/encoders';
import { describe, expect, test } from 'vitest';
import { batchOf, kinds, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { compareLearners } from '../fixtures/compare-learners.ts';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner } from './host-learner.ts';
import type { LearnerOptions } from './learner.ts';
import { recipe } from './recipe.ts';

const rate = 2e-3;
const optionsFor = async (
  kinds: readonly HeadKind[],
  dropout = 0,
  modelType = 'xlm-roberta',
): Promise<LearnerOptions> => {
  const checkpoints = new Map<string, Checkpoint>();
  for (const kind of kinds) checkpoints.set(kind, await tinyCheckpoint(kind, 2, dropout, modelType));
  const [first] = checkpoints.values();
  if (!first) throw new Error('no checkpoint');
  return {
    backend: cpu(),
    threads: 1,
    architecture: first.architecture,
    config: first.config,
    heads: kinds.map((kind) => ({ name: kind, spec: { kind, size: sizes[kind] } })),
    values: (parameters, { name }) => valuesFor(checkpoints.get(name) ?? first, parameters, { head: 'keep', seed: 0 }),
    recipe: recipe({ learningRate: rate, maxGradNorm: 1, gradientAccumulationSteps: 2 }),
    seed: 5,
  };
};

const cases = architectures.flatMap(({ modelType }) => kinds.map((kind) => ({ modelType, kind })));
test.each(cases)(
  'twelve AdamW steps on the device end where the loop on the host does: $modelType, $kind',
  async ({ modelType, kind }) => {
    await using host = new HostLearner(await optionsFor([kind], 0, modelType));
    await using device = new DeviceLearner(await optionsFor([kind], 0, modelType));
    const checkpoint = await tinyCheckpoint(kind, 2, 0, modelType);
    const apart = await compareLearners(kind, checkpoint, [host, device], { steps: 12, rate });
    // float32 throughout, where the host's loop computes in float64 between two float32. Seen: 8.0e-7, 1.2e-6, 1.7e-7
    // and 3.0e-5.
    expect(apart.loss).toBeLessThan(2e-6);
    expect(apart.norm).toBeLessThan(5e-6);
    expect(apart.gradient).toBeLessThan(2e-6);
    expect(apart.weight).toBeLessThan(1e-4);
    expect(apart.compared).toBeGreaterThan(0.8);
  },
);

test('heads that share an encoder take turns, and what a step does not touch only decays', async () => {
  const mixture = ['choice', 'classification', 'mlm'] as const;
  await using host = new HostLearner(await optionsFor(mixture));
  await using device = new DeviceLearner(await optionsFor(mixture));
  const checkpoint = await tinyCheckpoint('mlm', 2);
  for (let step = 1; step <= 9; step++) {
    const kind = mixture[step % 3] ?? 'mlm';
    for (const learner of [host, device]) {
      await learner.accumulate({ head: kind, feeds: batchOf(kind, checkpoint, step) }, 1);
      await learner.update(step, rate);
    }
  }
  await device.syncToHost('all');
  for (const name of [
    'mlm/lm_head.dense.weight',
    'roberta.pooler.dense.weight',
    'roberta.embeddings.word_embeddings.weight',
  ]) {
    const [a, b] = [host.slots.get(name), device.slots.get(name)];
    const worst = a?.weight.reduce((w, x, i) => Math.max(w, Math.abs(x - (b?.weight[i] ?? Number.NaN))), 0);
    expect(worst, name).toBeLessThan(0.01 * rate);
  }
});

describe('with dropout', () => {
  const losses = async (learner: DeviceLearner, steps: readonly number[]) => {
    const checkpoint = await tinyCheckpoint('tagging', 2);
    const seen: number[] = [];
    for (const step of steps) {
      seen.push(await learner.accumulate({ head: 'tagging', feeds: batchOf('tagging', checkpoint, step) }, 1));
      await learner.update(step, rate);
    }
    return seen;
  };

  test('a segment begun again goes on as it would have, in another session', async () => {
    await using whole = new DeviceLearner(await optionsFor(['tagging'], 0.2));
    const first = await losses(whole, [1, 2, 3]);
    await whole.syncToHost('all');
    const kept = new Map([...whole.slots].map(([name, slot]) => [name, structuredClone(slot)]));
    await whole.startInterval(1);
    const second = await losses(whole, [4, 5, 6]);
    await using resumed = new DeviceLearner(await optionsFor(['tagging'], 0.2));
    expect((await losses(resumed, [1]))[0]).toBe(first[0]); // opened, so that push has something to replace
    for (const [name, slot] of resumed.slots) {
      for (const part of ['weight', 'first', 'second'] as const) slot[part].set(kept.get(name)?.[part] ?? []);
    }
    await resumed.syncToDevice();
    await resumed.startInterval(1);
    expect(await losses(resumed, [4, 5, 6])).toEqual(second);
  });

  test('each pass drops others', async () => {
    const checkpoint = await tinyCheckpoint('tagging', 2);
    await using learner = new DeviceLearner(await optionsFor(['tagging'], 0.2));
    const feeds = batchOf('tagging', checkpoint, 1);
    const seen = new Set<number>();
    for (let i = 0; i < 5; i++) seen.add(await learner.accumulate({ head: 'tagging', feeds }, 1));
    expect(seen.size).toBe(5);
  });
});
