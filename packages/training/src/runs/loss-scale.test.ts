import { cpu } from '@stopover/backend-cpu';
import { valuesFor } from '@stopover/encoders';
import { describe, expect, test } from 'vitest';
import { batchOf, tinyCheckpoint } from '../fixtures/batches.ts';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner } from './host-learner.ts';
import type { LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import { LossScale } from './loss-scale.ts';
import { type RecipeFields, recipe } from './recipe.ts';

describe('the loss scale', () => {
  test('is halved when a gradient is not finite, and doubled after two thousand good steps', () => {
    const loss = new LossScale();
    expect(loss.scale).toBe(2 ** 16);
    for (const norm of [Number.POSITIVE_INFINITY, 1, Number.NaN]) loss.note(norm);
    expect(loss.state).toEqual({ scale: 2 ** 14, good: 0, skipped: 2 });
    for (let step = 0; step < 1999; step++) loss.note(1);
    expect(loss.scale).toBe(2 ** 14);
    loss.note(1);
    expect(loss.state).toEqual({ scale: 2 ** 15, good: 0, skipped: 2 });
    expect(loss.counted(10)).toBe(8);
  });

  test('stays between 1 and 2^24', () => {
    const loss = new LossScale();
    for (let step = 0; step < 40; step++) loss.note(Number.NaN);
    expect(loss.scale).toBe(1);
    for (let step = 0; step < 60_000; step++) loss.note(1);
    expect(loss.scale).toBe(2 ** 24);
  });
});

const optionsFor = async (fields: RecipeFields): Promise<LearnerOptions> => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  return {
    backend: { ...cpu(), training: { state: 'loop' as const, steps: 4 } },
    threads: 1,
    architecture: checkpoint.architecture,
    config: checkpoint.config,
    heads: [{ name: 'classification', spec: { kind: 'classification', size: 4 } }],
    values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
    recipe: recipe({ learningRate: 1e-3, ...fields }),
    seed: 1,
  };
};
const stepsOf = async (from: number, to: number) => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    number: from + i,
    learningRate: 1e-3,
    parts: [{ head: 'classification', passes: [batchOf('classification', checkpoint, from + i)] }],
  }));
};

describe.each([
  ['on a device', DeviceLearner],
  ['in a loop', LoopLearner],
] as const)('float16 products %s', (_, Learner) => {
  test('give the losses and gradients of float32 to float16’s precision', async () => {
    await using whole = new HostLearner(await optionsFor({}));
    await using half = new Learner(await optionsFor({ precision: 'float16' }));
    const steps = await stepsOf(1, 4);
    const [wanted, got] = [await whole.train(steps), await half.train(steps)];
    wanted.forEach(({ loss, norm }, i) => {
      // Eleven bits: 5e-4 for one product. A scale that was not divided out again would be off by its factor.
      expect(Math.abs((got[i]?.loss ?? Number.NaN) - loss) / loss).toBeLessThan(5e-3);
      expect(Math.abs((got[i]?.norm ?? Number.NaN) - norm) / norm).toBeLessThan(2e-2);
      expect(got[i]?.loss, 'the products are not float32').not.toBe(loss);
    });
  });

  test('a step whose gradient overflows changes nothing and halves the scale', async () => {
    await using half = new Learner(await optionsFor({ precision: 'float16' }));
    const scale = half.lossScale;
    if (!scale) throw new Error('no loss scale');
    scale.state = { scale: 2 ** 60, good: 5, skipped: 0 };
    const before = new Map([...half.slots].map(([name, { weight }]) => [name, weight.slice()]));
    const [outcome] = await half.train(await stepsOf(1, 1));
    expect(Number.isFinite(outcome?.norm)).toBe(false);
    expect(Number.isFinite(outcome?.loss)).toBe(true);
    expect(scale.state).toEqual({ scale: 2 ** 59, good: 0, skipped: 1 });
    await half.syncToHost('all');
    for (const [name, { weight, first }] of half.slots) {
      expect(weight, name).toEqual(before.get(name));
      expect(
        first.every((m) => m === 0),
        name,
      ).toBe(true);
    }
    scale.state = { scale: 2 ** 10, good: 0, skipped: 1 };
    const [next] = await half.train(await stepsOf(2, 2));
    expect(Number.isFinite(next?.norm)).toBe(true);
    await half.syncToHost('all');
    expect([...half.slots].some(([name, { weight }]) => weight.some((w, i) => w !== before.get(name)?.[i]))).toBe(true);
  });
});
