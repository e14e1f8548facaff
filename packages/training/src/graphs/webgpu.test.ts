// The training graphs on WebGPU, on a Vulkan driver that computes on the processor where there is no GPU.
import { cpu } from '@stopover/backend-cpu';
import { webgpu } from '@stopover/backend-webgpu';
import type { Backend, Session } from '@stopover/core';
import { architectures, encoderGraph, type HeadKind, valuesFor } from '@stopover/encoders';
import { serialize } from '@stopover/onnx-graph';
import { tinyGraph, useSoftwareVulkan } from '@stopover/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, kinds, sizes, tinyCheckpoint } from '../fixtures/batches.ts';
import { compareLearners } from '../fixtures/compare-learners.ts';
import { openGraph, predictingDialect } from '../inference/open-graph.ts';
import { misplacedHeads } from '../inference/placement.ts';
import { weightFeeds } from '../inference/weight-feeds.ts';
import { DeviceLearner } from '../runs/device-learner.ts';
import { HostLearner } from '../runs/host-learner.ts';
import type { LearnerOptions } from '../runs/learner.ts';
import { recipe } from '../runs/recipe.ts';
import { accumulateGraph, deviceDialect, updateGraph } from './device-graphs.ts';
import { inferenceGraph } from './training-graph.ts';

const rate = 2e-3;
// A driver that compiles its shaders on the processor takes seconds for each kind of graph: one layer is enough.
const layers = 1;
const optionsFor = async (backend: Backend, kind: HeadKind, dropout = 0): Promise<LearnerOptions> => {
  const checkpoint = await tinyCheckpoint(kind, layers, dropout);
  return {
    backend,
    architecture: checkpoint.architecture,
    config: checkpoint.config,
    heads: [{ name: kind, spec: { kind, size: sizes[kind] } }],
    values: (parameters) => valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 }),
    recipe: recipe({ learningRate: rate, gradientAccumulationSteps: 2 }),
    seed: 5,
  };
};

useSoftwareVulkan();
const probe = await webgpu().probe();
const required = (process.env['STOPOVER_REQUIRE'] ?? '').split(',').includes('webgpu');
const runs = probe.ok || required;

// ONNX Runtime forgets the compiled shaders when no session is open: with this one they are compiled once, and not by each
// test anew, which took most of the time.
let held: Session | undefined;
beforeAll(async () => {
  const ends = { inputs: [{ name: 'x', shape: [2] }], outputs: [{ name: 'y', shape: [2] }] };
  if (probe.ok) held = await webgpu().open(tinyGraph({ nodes: [['Softmax', ['x'], ['y']]], ...ends }));
});
afterAll(() => held?.[Symbol.asyncDispose]());

describe(`training on WebGPU${probe.ok ? '' : ` (skipped: ${probe.reason})`}`, () => {
  it.runIf(runs).each(kinds)('gives the losses, gradients and weights of the CPU: %s', async (kind) => {
    await using host = new HostLearner(await optionsFor(cpu(), kind));
    await using device = new DeviceLearner(await optionsFor(webgpu(), kind));
    const long = kind === 'tagging';
    const checkpoint = await tinyCheckpoint(kind, layers);
    const apart = await compareLearners(kind, checkpoint, [host, device], { steps: long ? 50 : 12, rate });
    // Both compute in float32 and sum in another order. Seen: 3.1e-7, 6.8e-7, 2.8e-6 and 1.6e-5; after fifty steps,
    // in which training magnifies what is apart, 1.9e-5, 1.4e-5 and 8.1e-4.
    // A dual encoder's similarities are multiplied by 100, and their rounding with them: norms were 1.1e-5, weights 1.9e-4 apart.
    const scale = kind === 'ranking' ? 20 : 1;
    expect(apart.loss).toBeLessThan(long ? 2e-4 : 2e-6 * scale);
    expect(apart.norm).toBeLessThan(long ? 2e-4 : 5e-6 * scale);
    expect(apart.gradient).toBeLessThan(1e-5 * scale);
    expect(apart.weight).toBeLessThan(long ? 1e-2 : 1e-4 * scale);
    expect(apart.compared).toBeGreaterThan(0.8);
    const kept = new Map([...device.slots].map(([name, { weight }]) => [name, weight.slice()]));
    await device.syncToDevice();
    await device.syncToHost('all');
    for (const [name, { weight }] of device.slots) expect(weight, name).toEqual(kept.get(name));
  });

  it.runIf(runs)('trains with float16 products, or says that the device has none', async () => {
    const options = await optionsFor(webgpu(), 'classification');
    await using device = new DeviceLearner({
      ...options,
      recipe: recipe({ learningRate: rate, gradientAccumulationSteps: 2, precision: 'float16' }),
    });
    const checkpoint = await tinyCheckpoint('classification', layers);
    const batch = { head: 'classification', feeds: batchOf('classification', checkpoint, 1) };
    const loss = await device.accumulate(batch, 1).catch((error: unknown) => String(error));
    if (typeof loss === 'string') expect(loss).toContain('the device does not compute in float16');
    else expect(await device.update(1, rate)).toBeGreaterThan(0);
  });

  // The backend refuses a graph of which any node would run elsewhere, so that each graph that opens runs there whole:
  // a new operator without a kernel fails here, whether it is a matrix product or a reshape.
  const graphs = architectures.flatMap(({ modelType }) => kinds.map((kind) => ({ modelType, kind })));
  it.runIf(runs).each(graphs)('has a kernel for every node: $modelType, $kind', async ({ modelType, kind }) => {
    // ModernBERT's layers are of two sorts, the first of which comes again as the third or fourth; the others' are all alike.
    const depth = modelType === 'modernbert' ? 3 : 1;
    const { architecture, config } = await tinyCheckpoint(kind, depth, 0.1, modelType);
    const spec = { kind, size: sizes[kind] };
    let node = 0;
    const dialect = deviceDialect(recipe());
    const options = { architecture, config, dialect, nextSeed: () => ++node };
    const training = accumulateGraph(options, spec, ({ name }) => name);
    const updated = training.parameters.map((parameter) => ({ stored: parameter.name, parameter }));
    const predicting = inferenceGraph({ architecture, config, dialect: predictingDialect(webgpu()) }, spec);
    const precise = recipe({ precision: 'float16' });
    const { op, states } = encoderGraph({ architecture, config, dialect: predictingDialect(webgpu()) });
    const [, layer] = states;
    if (layer) op.graph.output('state', layer);
    const retrieving = { graph: serialize(op.graph) };
    const halved = accumulateGraph({ ...options, dialect: deviceDialect(precise) }, spec, ({ name }) => name);
    for (const { graph } of [training, predicting, retrieving, halved, updateGraph(updated, precise)]) {
      await using session = await webgpu().open(graph);
      expect(session.run).toBeTypeOf('function');
    }
  });

  it.runIf(runs)('leaves no head to another device', async () => {
    expect(await misplacedHeads(webgpu())).toEqual([]);
  });

  it.runIf(runs)('predicts what the CPU predicts', async () => {
    const checkpoint = await tinyCheckpoint('classification', layers);
    const spec = { kind: 'classification', size: 4 } as const;
    const { labels: _labels, weights: _weights, ...feeds } = batchOf('classification', checkpoint, 1);
    const logits: number[][] = [];
    for (const backend of [cpu(), webgpu()]) {
      const built = inferenceGraph({ ...checkpoint, dialect: predictingDialect(backend) }, spec);
      await using session = await openGraph(backend, built, { state: weightFeeds(checkpoint, built.parameters) });
      logits.push([...((await session.run(feeds))['logits']?.data ?? [])].map(Number));
    }
    const [there = [], here = []] = logits;
    expect(here.length).toBeGreaterThan(8);
    expect(Math.max(...here.map((x, i) => Math.abs(x - (there[i] ?? Number.NaN))))).toBeLessThan(1e-5);
  });

  it.runIf(runs)('drops what the CPU drops, and other numbers in each pass', async () => {
    await using here = new DeviceLearner(await optionsFor(webgpu(), 'classification', 0.2));
    await using there = new DeviceLearner(await optionsFor(cpu(), 'classification', 0.2));
    const checkpoint = await tinyCheckpoint('classification', layers);
    const seen = new Set<number>();
    for (let pass = 0; pass < 3; pass++) {
      const batch = { head: 'classification', feeds: batchOf('classification', checkpoint, 1) };
      const [a, b] = [await here.accumulate(batch, 1), await there.accumulate(batch, 1)];
      expect(Math.abs(a - b)).toBeLessThan(2e-6);
      seen.add(a);
    }
    expect(seen.size).toBe(3);
  });
});
