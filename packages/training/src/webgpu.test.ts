// The training graphs on WebGPU, on a Vulkan driver that computes on the processor where there is no GPU.
import { cpu } from '@stopover/backend-cpu';
import { webgpu } from '@stopover/backend-webgpu';
import type { Backend } from '@stopover/core';
import { type HeadKind, valuesFor } from '@stopover/encoders';
import { useSoftwareVulkan } from '@stopover/testing';
import { describe, expect, it } from 'vitest';
import { DeviceLearner } from './device-learner.ts';
import { batchOf, kinds, sizes, tinyCheckpoint } from './fixtures/batches.ts';
import { compareLearners } from './fixtures/compare-learners.ts';
import { HostLearner, type LearnerOptions } from './learner.ts';
import { recipe } from './recipe.ts';

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
    recipe: recipe({ learningRate: rate }),
    seed: 5,
  };
};

useSoftwareVulkan();
const probe = await webgpu().probe();
const required = (process.env['STOPOVER_REQUIRE'] ?? '').split(',').includes('webgpu');
const runs = probe.ok || required;

describe(`training on WebGPU${probe.ok ? '' : ` (skipped: ${probe.reason})`}`, () => {
  it.runIf(runs).each(kinds)('gives the losses, gradients and weights of the CPU: %s', async (kind) => {
    await using host = new HostLearner(await optionsFor(cpu(), kind));
    await using device = new DeviceLearner(await optionsFor(webgpu(), kind));
    const long = kind === 'tagging';
    const apart = await compareLearners(kind, layers, [host, device], { steps: long ? 50 : 12, rate });
    // Both compute in float32 and sum in another order. Seen: 3.1e-7, 6.8e-7, 2.8e-6 and 1.6e-5; after fifty steps,
    // in which training magnifies what is apart, 1.9e-5, 1.4e-5 and 8.1e-4.
    expect(apart.loss).toBeLessThan(long ? 2e-4 : 2e-6);
    expect(apart.norm).toBeLessThan(long ? 2e-4 : 5e-6);
    expect(apart.gradient).toBeLessThan(1e-5);
    expect(apart.weight).toBeLessThan(long ? 1e-2 : 1e-4);
    expect(apart.compared).toBeGreaterThan(0.8);
  });

  // The backend refuses a graph of which any node would run elsewhere, so that each graph that opens runs there whole.
  it.runIf(runs)('places every node on the device, dropout too, whose masks are those of the CPU', async () => {
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
