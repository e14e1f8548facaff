// Several steps in one run, on the CPU provider: the loop must give what its rounds give one by one.
import { cpu } from '@stopover/backend-cpu';
import type { Backend } from '@stopover/core';
import { type HeadKind, valuesFor } from '@stopover/encoders';
import { describe, expect, test } from 'vitest';
import { batchOf, kinds, sizes, tinyCheckpoint } from './fixtures/batches.ts';
import { compareLearners } from './fixtures/compare-learners.ts';
import { HostLearner, type LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import { recipe } from './recipe.ts';

const rate = 2e-3;
/** The CPU provider in the role of one whose state travels. */
const travelling = (stepsPerRun: number): Backend => ({ ...cpu(), stepsPerRun });
const optionsFor = async (
  backend: Backend,
  kind: HeadKind,
  accumulate: number,
  dropout = 0,
): Promise<LearnerOptions> => {
  const checkpoint = await tinyCheckpoint(kind, 2, dropout);
  return {
    backend,
    threads: 1,
    architecture: checkpoint.architecture,
    config: checkpoint.config,
    heads: [{ name: kind, spec: { kind, size: sizes[kind] } }],
    values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
    recipe: recipe({ learningRate: rate, accumulate }),
    seed: 5,
  };
};

describe.each(kinds)('%s', (kind) => {
  test('five steps a run end where the loop over host arrays does, step by step', async () => {
    await using host = new HostLearner(await optionsFor(cpu(), kind, 1));
    await using loop = new LoopLearner(await optionsFor(travelling(5), kind, 1));
    const options = { steps: 13, rate, passesMayDiffer: false };
    const apart = await compareLearners(kind, 2, [host, loop], options);
    // float32 against loops in float64. Seen: 2.3e-7, 9.3e-7 and 2.1e-5.
    expect(apart.loss).toBeLessThan(2e-6);
    expect(apart.norm).toBeLessThan(5e-6);
    expect(apart.weight).toBeLessThan(1e-4);
    expect(apart.compared).toBeGreaterThan(0.8);
  });

  test('and with accumulation, of passes of several sizes', async () => {
    await using host = new HostLearner(await optionsFor(cpu(), kind, 2));
    await using loop = new LoopLearner(await optionsFor(travelling(4), kind, 2));
    const apart = await compareLearners(kind, 2, [host, loop], { steps: 8, rate });
    expect(apart.loss).toBeLessThan(2e-6);
    expect(apart.norm).toBeLessThan(5e-6);
    expect(apart.weight).toBeLessThan(1e-4);
  });
});

// Padding adds zeros to sums, which changes nothing, but larger matrices may be summed in another order.
test('with dropout, five steps in one run give what they give in a run each', async () => {
  await using single = new LoopLearner(await optionsFor(travelling(1), 'tagging', 1, 0.2));
  await using loop = new LoopLearner(await optionsFor(travelling(5), 'tagging', 1, 0.2));
  const checkpoint = await tinyCheckpoint('tagging', 2);
  const steps = [1, 2, 3, 4, 5].map((number) => ({
    number,
    learningRate: rate,
    head: 'tagging',
    passes: [batchOf('tagging', checkpoint, number)],
  }));
  const one = [];
  for (const step of steps) one.push(...(await single.train([step])));
  const together = await loop.train(steps);
  expect(new Set(one.map(({ loss }) => loss)).size).toBe(5);
  one.forEach(({ loss, norm }, i) => {
    expect(Math.abs((together[i]?.loss ?? Number.NaN) - loss)).toBeLessThan(1e-6);
    expect(Math.abs((together[i]?.norm ?? Number.NaN) - norm) / norm).toBeLessThan(1e-6);
  });
});

test('steps of several heads are taken in their order, each head in runs of its own', async () => {
  const mixture = ['choice', 'mlm'] as const;
  const checkpoints = { choice: await tinyCheckpoint('choice', 2), mlm: await tinyCheckpoint('mlm', 2) };
  const options = async (backend: Backend): Promise<LearnerOptions> => ({
    ...(await optionsFor(backend, 'choice', 1)),
    heads: mixture.map((kind) => ({ name: kind, spec: { kind, size: sizes[kind] } })),
    values: (parameters, { name }) =>
      valuesFor(name === 'mlm' ? checkpoints.mlm : checkpoints.choice, parameters, { head: 'keep', seed: 0 }),
  });
  await using host = new HostLearner(await options(cpu()));
  await using loop = new LoopLearner(await options(travelling(9)));
  const steps = Array.from({ length: 9 }, (_, i) => {
    const kind = mixture[Math.floor(i / 2) % 2] ?? 'mlm';
    return { number: i + 1, learningRate: rate, head: kind, passes: [batchOf(kind, checkpoints[kind], i)] };
  });
  const [wanted, got] = [await host.train(steps), await loop.train(steps)];
  expect(got.length).toBe(9);
  wanted.forEach(({ loss, norm }, i) => {
    expect(Math.abs((got[i]?.loss ?? Number.NaN) - loss)).toBeLessThan(5e-6);
    expect(Math.abs((got[i]?.norm ?? Number.NaN) - norm) / norm).toBeLessThan(5e-6);
  });
});
