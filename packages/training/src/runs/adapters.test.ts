// Low-rank adapters against PEFT: the same modules, the same parameters, the same losses.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Backend } from '@stopover/core';
import {
  type Checkpoint,
  encoderGraph,
  isLora,
  type Lora,
  loadCheckpoint,
  loraModules,
  valuesFor,
} from '@stopover/encoders';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hostDialect } from '../batching/host-feeds.ts';
import { batchOf, tinyCheckpoint } from '../fixtures/batches.ts';
import { compareLearners } from '../fixtures/compare-learners.ts';
import { feedsOf, fixtureOf, parity, peerSizes } from '../fixtures/transformers-batches.ts';
import { trainingGraph } from '../graphs/training-graph.ts';
import { DeviceLearner } from './device-learner.ts';
import { HostLearner } from './host-learner.ts';
import type { LearnerOptions } from './learner.ts';
import { LoopLearner } from './loop-learner.ts';
import { recipe } from './recipe.ts';

const schema = z.array(
  z.object({
    architecture: z.string(),
    kind: z.enum(['classification', 'choice', 'span', 'tagging']),
    targets: z.union([z.literal('all-linear'), z.array(z.string()), z.null()]),
    rank: z.number(),
    alpha: z.number(),
    modules: z.array(z.string()),
    trained: z.number(),
    losses: z.array(z.number()),
  }),
);
type Peer = z.infer<typeof schema>[number];
// Made by losses-of-peft.py, beside it.
const peers = schema.parse(JSON.parse(await readFile(join(parity, '../losses-of-peft.json'), 'utf8')));

const rate = 1e-2;
/** As the Python side writes A down. */
const start = (size: number) =>
  Float32Array.from({ length: size }, (_, i) => (((i * 37 + 11) % 101) / 101) * 0.4 - 0.2);

function adapterOf(
  checkpoint: Checkpoint,
  { targets, rank, alpha }: Pick<Peer, 'targets' | 'rank' | 'alpha'>,
  dropout = 0,
): Lora {
  const { linears } = encoderGraph(checkpoint).parameters;
  const found = loraModules(checkpoint.config.modelType, linears, targets ? { targets } : {});
  return { rank, alpha, dropout, modules: new Set(found.map(({ name }) => name)) };
}

function optionsFor(
  checkpoint: Checkpoint,
  kind: Peer['kind'],
  adapter: Lora,
  backend: Backend = cpu(),
): LearnerOptions {
  const encoder = new Set(encoderGraph(checkpoint).parameters.all.map(({ name }) => name));
  return {
    ...{ backend, threads: 1, adapter, seed: 5 },
    ...{ architecture: checkpoint.architecture, config: checkpoint.config },
    heads: [{ name: kind, spec: { kind, size: peerSizes[kind] } }],
    values: (parameters) => {
      const stored = valuesFor(
        checkpoint,
        parameters.filter(({ name }) => !isLora(name)),
        { head: 'keep', seed: 0 },
      );
      for (const { name, shape } of parameters.filter((parameter) => isLora(parameter.name))) {
        const size = shape.reduce((n, d) => n * d, 1);
        stored.set(name, name.includes('lora_A') ? start(size) : new Float32Array(size));
      }
      return stored;
    },
    recipe: recipe({ learningRate: rate, schedule: 'constant', weightDecay: 0.01 }),
    trains: (name) => !encoder.has(name),
  };
}

describe.each(peers)('$architecture $kind, $targets', (peer) => {
  const load = async () => {
    const loaded = await loadCheckpoint(join(parity, peer.architecture, peer.kind));
    return { ...loaded, config: { ...loaded.config, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 } };
  };

  test('ten losses, and what is trained, are those of PEFT', async () => {
    const checkpoint = await load();
    const fixture = await fixtureOf(peer.architecture, peer.kind);
    const adapter = adapterOf(checkpoint, peer);
    expect([...adapter.modules].sort()).toEqual(peer.modules);
    await using learner = new HostLearner(optionsFor(checkpoint, peer.kind, adapter));
    expect([...learner.slots.values()].reduce((sum, { weight }) => sum + weight.length, 0)).toBe(peer.trained);
    const before = new Map([...learner.frozen].map(([name, { weight }]) => [name, weight.slice()]));
    for (const [i, expected] of peer.losses.entries()) {
      const batch = fixture.batches[i];
      if (!batch) throw new Error('no batch');
      const feeds = feedsOf(batch, peer.kind, checkpoint, fixture.pad);
      const loss = await learner.accumulate({ head: peer.kind, feeds }, 1);
      await learner.update(i + 1, rate);
      expect(Math.abs(loss - expected) / expected, `loss of step ${i + 1}`).toBeLessThan(1e-4);
    }
    for (const [name, { weight }] of learner.frozen) expect(weight, name).toEqual(before.get(name));
  });
});

test('on a device, and in several steps of one run, an adapter is trained as on the host', async () => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  const about = { targets: null, rank: 4, alpha: 8 };
  const options = (backend: Backend) => optionsFor(checkpoint, 'classification', adapterOf(checkpoint, about), backend);
  const travelling: Backend = { ...cpu(), training: { state: 'loop', steps: 4 } };
  for (const other of [new DeviceLearner(options(cpu())), new LoopLearner(options(travelling))]) {
    await using host = new HostLearner(options(cpu()));
    await using device = other;
    const how = { steps: 8, rate, passesMayDiffer: false };
    const apart = await compareLearners('classification', checkpoint, [host, device], how);
    // As without: see the tests of the two learners.
    expect(apart.loss).toBeLessThan(5e-6);
    expect(apart.weight).toBeLessThan(5e-4);
    expect(apart.compared).toBe(1);
  }
});

test('what an adapter drops follows from the seed and the pass, and each module drops its own', async () => {
  const checkpoint = await tinyCheckpoint('classification', 2);
  const adapter = adapterOf(checkpoint, { targets: null, rank: 4, alpha: 8 }, 0.5);
  const losses = async (seed: number) => {
    await using learner = new HostLearner({ ...optionsFor(checkpoint, 'classification', adapter), seed });
    // B is zero at first, and what is dropped makes no difference.
    for (const { weight } of learner.slots.values()) if (weight.every((x) => x === 0)) weight.fill(0.1);
    const feeds = batchOf('classification', checkpoint, 1);
    const pass = () => learner.accumulate({ head: 'classification', feeds }, 1);
    return [await pass(), await pass()];
  };
  const [first, again, other] = [await losses(1), await losses(1), await losses(2)];
  expect(again).toEqual(first);
  expect(new Set([...first, ...other]).size).toBe(4);
  const { dropped } = trainingGraph(
    { ...checkpoint, adapter, nextSeed: () => 0, dialect: hostDialect },
    { kind: 'classification', size: 4 },
  );
  expect(dropped.length).toBe(adapter.modules.size);
});
