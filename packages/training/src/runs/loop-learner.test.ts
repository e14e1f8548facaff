// Several steps in one run, on the CPU provider: the loop must give what its rounds give one by one.
import { cpu } from '@stopover/backend-cpu';
import type { Backend } from '@stopover/core';
import { architectures, type Checkpoint, type HeadKind, valuesFor } from '@stopover/encoders';
import { describe, expect, test } from 'vitest';
import { batchOf, kinds, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { compareLearners } from '../fixtures/compare-learners.ts';
import { misplacedHeads } from '../inference/placement.ts';
import { HostLearner } from './host-learner.ts';
import type { LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import { recipe } from './recipe.ts';

const rate = 2e-3;
/** The CPU provider in the role of one whose state travels. */
const travelling = (stepsPerRun: number): Backend => ({ ...cpu(), training: { state: 'loop', steps: stepsPerRun } });
const optionsFor = (
  checkpoint: Checkpoint,
  backend: Backend,
  kind: HeadKind,
  accumulate: number,
  pooling?: 'mean',
): LearnerOptions => ({
  backend,
  threads: 1,
  architecture: checkpoint.architecture,
  config: pooling
    ? { ...checkpoint.config, raw: { ...checkpoint.config.raw, classifier_pooling: pooling } }
    : checkpoint.config,
  heads: [{ name: kind, spec: { kind, size: sizes[kind] } }],
  values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
  recipe: recipe({ learningRate: rate, gradientAccumulationSteps: accumulate }),
  seed: 5,
});

describe.each(architectures.map(({ modelType }) => modelType))('%s', (modelType) => {
  const pooled = modelType === 'modernbert' ? (['cls', 'mean'] as const) : (['cls'] as const);
  const cases = kinds.flatMap((kind) =>
    (kind === 'classification' ? pooled : (['cls'] as const)).flatMap((pooling) =>
      [1, 2].map((accumulate) => ({ kind, pooling, accumulate })),
    ),
  );

  test.each(cases)(
    'four steps a run end where the loop over host arrays does, step by step: $kind, $pooling, $accumulate passes',
    async ({ kind, pooling, accumulate }) => {
      const checkpoint = await tinyCheckpoint(kind, 2, 0, modelType);
      const mean = pooling === 'mean' ? pooling : undefined;
      await using host = new HostLearner(optionsFor(checkpoint, cpu(), kind, accumulate, mean));
      await using loop = new LoopLearner(optionsFor(checkpoint, travelling(4), kind, accumulate, mean));
      const options = { steps: 10, rate, passesMayDiffer: accumulate > 1 };
      const apart = await compareLearners(kind, checkpoint, [host, loop], options);
      // float32 against loops in float64. Seen: 7.2e-7, 1.6e-6 and 5.0e-5.
      expect(apart.loss).toBeLessThan(2e-6);
      expect(apart.norm).toBeLessThan(5e-6);
      expect(apart.weight).toBeLessThan(2e-4);
      expect(apart.compared).toBeGreaterThan(0.8);
    },
  );
});

// Padding adds zeros to sums, which changes nothing, but larger matrices may be summed in another order.
test('with dropout, five steps in one run give what they give in a run each', async () => {
  const checkpoint = await tinyCheckpoint('tagging', 2, 0.2);
  await using single = new LoopLearner(optionsFor(checkpoint, travelling(1), 'tagging', 1));
  await using loop = new LoopLearner(optionsFor(checkpoint, travelling(5), 'tagging', 1));
  const steps = [1, 2, 3, 4, 5].map((number) => ({
    number,
    learningRate: rate,
    parts: [{ head: 'tagging', passes: [batchOf('tagging', checkpoint, number)] }],
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
  const options = (backend: Backend): LearnerOptions => ({
    ...optionsFor(checkpoints.choice, backend, 'choice', 1),
    heads: mixture.map((kind) => ({ name: kind, spec: { kind, size: sizes[kind] } })),
    values: (parameters, { name }) =>
      valuesFor(name === 'mlm' ? checkpoints.mlm : checkpoints.choice, parameters, { head: 'keep', seed: 0 }),
  });
  await using host = new HostLearner(options(cpu()));
  await using loop = new LoopLearner(options(travelling(9)));
  const steps = Array.from({ length: 9 }, (_, i) => {
    const kind = mixture[Math.floor(i / 2) % 2] ?? 'mlm';
    const passes = [batchOf(kind, checkpoints[kind], i)];
    return { number: i + 1, learningRate: rate, parts: [{ head: kind, passes }] };
  });
  const [wanted, got] = [await host.train(steps), await loop.train(steps)];
  expect(got.length).toBe(9);
  wanted.forEach(({ loss, norm }, i) => {
    expect(Math.abs((got[i]?.loss ?? Number.NaN) - loss)).toBeLessThan(5e-6);
    expect(Math.abs((got[i]?.norm ?? Number.NaN) - norm) / norm).toBeLessThan(5e-6);
  });
});

test('a head that a device does not take whole is named with its reason', async () => {
  expect(await misplacedHeads(travelling(4))).toEqual([]);
  const partial: Backend = {
    ...cpu(),
    open: async (graph, options) => {
      if (Buffer.from(graph.model).includes('accumulate.span')) throw new Error('Softmax has no kernel');
      return cpu().open(graph, options);
    },
  };
  expect(await misplacedHeads(partial)).toEqual([{ head: 'span', reason: 'Softmax has no kernel' }]);
});
