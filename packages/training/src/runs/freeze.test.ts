// What is frozen stays as it is, costs nothing, and makes no difference to the gradients of the rest.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Backend, Example } from '@stopover/core';
import {
  architectures,
  type Checkpoint,
  encoderGraph,
  type Freeze,
  frozenNames,
  readSafetensors,
  valuesFor,
} from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostDialect } from '../batching/host-feeds.ts';
import { batchOf, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { compareLearners } from '../fixtures/compare-learners.ts';
import { nli, words } from '../fixtures/small-tasks.ts';
import { trainingGraph } from '../graphs/training-graph.ts';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner } from './host-learner.ts';
import type { LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import { pretrain } from './pretrain.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import { train } from './train.ts';

const rate = 2e-3;
const travelling: Backend = { ...cpu(), training: { state: 'loop', steps: 4 } };

function optionsFor(checkpoint: Checkpoint, freeze: Freeze | undefined, more: RecipeFields = {}): LearnerOptions {
  const frozen = freeze === undefined ? new Set() : frozenNames(checkpoint, freeze);
  return {
    backend: cpu(),
    threads: 1,
    architecture: checkpoint.architecture,
    config: checkpoint.config,
    heads: [{ name: 'classification', spec: { kind: 'classification', size: sizes.classification } }],
    values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
    recipe: recipe({ learningRate: rate, gradientAccumulationSteps: 2, ...more }),
    seed: 5,
    trains: (name) => !frozen.has(name),
  };
}

describe.each(architectures.map(({ modelType }) => modelType))('%s', (modelType) => {
  test('the embeddings are what comes before the first layer, and layers are counted from the lowest', async () => {
    const checkpoint = await tinyCheckpoint('classification', 2, 0, modelType);
    const all = encoderGraph(checkpoint).parameters.all.map(({ name }) => name);
    const embeddings = frozenNames(checkpoint, 'embeddings');
    expect([...embeddings]).toEqual(all.filter((name) => name.includes('embeddings')));
    const lower = [...frozenNames(checkpoint, 1)].filter((name) => !embeddings.has(name));
    expect(lower).toEqual(all.filter((name) => /\.0\./.test(name)));
    expect(lower.length).toBeGreaterThan(4);
    expect(() => frozenNames(checkpoint, 3)).toThrow(/3 layers, and the encoder has 2/);
  });

  test('nothing is computed for what is frozen, and what is not gets the gradient that it gets without', async () => {
    const checkpoint = await tinyCheckpoint('classification', 2, 0, modelType);
    const bytesOf = (freeze?: Freeze) => {
      const { architecture, config, trains } = optionsFor(checkpoint, freeze);
      const model = { architecture, config, trains, nextSeed: () => 0, dialect: hostDialect };
      const { graph, dense, rows } = trainingGraph(model, { kind: 'classification', size: 4 });
      return { model: Buffer.from(graph.model), gradients: dense.length + rows.length };
    };
    const [whole, lower] = [bytesOf(), bytesOf(1)];
    // A node's name begins with its layer's, and says of which node it gives the gradient.
    const gradientIn = ({ model }: typeof whole, layer: number) =>
      new RegExp(`layer\\.${layer}\\.[\\w.]*gradient`).test(model.toString('latin1'));
    expect(gradientIn(whole, 0)).toBe(true);
    expect(gradientIn(lower, 0)).toBe(false);
    expect(gradientIn(lower, 1)).toBe(true);
    expect(lower.gradients).toBe(whole.gradients - frozenNames(checkpoint, 1).size);

    // Without clipping the first moments are a tenth of the gradients.
    const first = async (freeze?: Freeze) => {
      await using learner = new HostLearner(optionsFor(checkpoint, freeze, { maxGradNorm: 1e9 }));
      await learner.accumulate({ head: 'classification', feeds: batchOf('classification', checkpoint, 1) }, 1);
      await learner.update(1, rate);
      return { moments: new Map([...learner.slots].map(([name, slot]) => [name, slot.first])), learner };
    };
    const [free, bound] = [await first(), await first(1)];
    expect([...bound.learner.frozen.keys()].sort()).toEqual([...frozenNames(checkpoint, 1)].sort());
    expect(bound.moments.size + bound.learner.frozen.size).toBe(free.moments.size);
    for (const [name, moment] of bound.moments) expect(moment, name).toEqual(free.moments.get(name));
  });

  test('on a device, and in several steps of one run, training ends where it does on the host', async () => {
    const checkpoint = await tinyCheckpoint('classification', 2, 0, modelType);
    const before = new Map([...checkpoint.weights].map(([name, { data }]) => [name, data.slice()]));
    for (const Other of [DeviceLearner, LoopLearner]) {
      await using host = new HostLearner(optionsFor(checkpoint, 1));
      const backend = Other === LoopLearner ? travelling : cpu();
      await using other = new Other({ ...optionsFor(checkpoint, 1), backend });
      const apart = await compareLearners('classification', checkpoint, [host, other], { steps: 8, rate });
      // As without: see the tests of the two learners.
      expect(apart.loss).toBeLessThan(2e-6);
      expect(apart.weight).toBeLessThan(2e-4);
      const fed = other.weights('classification');
      for (const [name, { weight }] of other.frozen) {
        expect(weight, name).toEqual(before.get(name));
        expect(fed[name]?.data, name).toBe(weight);
      }
    }
  });
});

describe('a stage', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'stopover-freeze-'));
    await pretrain({
      examples: [{ text: words.join(' '), gold: null }],
      tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
      size: { layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32 },
      embeddingInit: 'random',
      recipe: recipe({ maxSteps: 2, batchSize: 1 }),
      seed: 1,
      backend: cpu(),
      threads: 1,
      folder: join(root, 'base'),
    });
  });
  afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

  test('keeps what is frozen byte for byte, rows that occur and rows that do not, and averages the rest', async () => {
    const examples: Example<'classification'>[] = words.map((text, i) => ({ text, gold: i % 2 }));
    const stage = async (folder: string, fields: RecipeFields) => {
      const own = { maxSteps: 4, batchSize: 4, learningRate: rate, weightDecay: 0.1, select: 'last' } as const;
      await train({
        from: join(root, 'base/model'),
        data: [{ task: nli, examples }],
        head: 'new',
        recipe: recipe({ ...own, ...fields }),
        seed: 3,
        backend: cpu(),
        threads: 1,
        folder: join(root, folder),
      });
      return readSafetensors(join(root, folder, 'model/model.safetensors'));
    };
    const base = await readSafetensors(join(root, 'base/model/model.safetensors'));
    for (const [folder, fields, frozen] of [
      ['embeddings', { freeze: 'embeddings' }, /embeddings/],
      ['layers', { freeze: 1, select: 'average', averagedCheckpoints: 2 }, /embeddings|layer\.0/],
    ] as const) {
      for (const [name, { data }] of await stage(folder, fields)) {
        const before = base.get(name)?.data;
        if (!before) continue;
        if (frozen.test(name)) expect(data, name).toEqual(before);
        else expect(data, name).not.toEqual(before);
      }
    }
  });
});
