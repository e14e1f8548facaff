import { useSoftwareVulkan } from '@stopover/testing';
import { describe, expect, it } from 'vitest';
import { graphOf, type Value, vector } from './fixtures/graphs.ts';
import { noCpuFallback, ortBackend } from './ort-backend.ts';
import { node } from './protobuf.ts';

// WebGPU is the one provider whose buffers the Node binding can leave on the device.
const webgpu = ortBackend({
  name: 'webgpu',
  training: { state: 'device' },
  exclusive: false,
  options: { executionProviders: ['webgpu'], ...noCpuFallback },
  fix: 'Install a Vulkan driver.',
});
useSoftwareVulkan();
const probe = await webgpu.probe();

describe(`memory of the device${probe.ok ? '' : ` (skipped: ${probe.reason})`}`, () => {
  const w: Value = ['w', 'float32', [2]];
  const graph = graphOf(
    [node('Add', ['w', 'g'], ['next']), node('Mul', ['next', 'w'], ['y'])],
    [w, ['g', 'float32', [2]]],
    [
      ['next', 'float32', [2]],
      ['y', 'float32', [2]],
    ],
  );

  it.runIf(probe.ok)('carries state, hands it out as a copy, and takes a new value', async () => {
    const first = vector(0, 0);
    await using session = await webgpu.open(graph, { state: { w: first }, carries: { next: 'w' } });
    for (let step = 0; step < 30; step++) {
      const y = vector(0, 0);
      const product = step * (step + 1);
      expect(await session.run({ g: vector(1, 2) }, { y })).toEqual({ y: vector(product, 4 * product) });
      expect(y).toEqual(vector(product, 4 * product));
    }
    const copy = await session.read('w');
    expect(copy).toEqual(vector(30, 60));
    expect(first, 'the array that was passed in is not the state').toEqual(vector(0, 0));
    copy.data[0] = 1000;
    await session.write('w', vector(5, await session.read('w').then(({ data }) => Number(data[0]))));
    await session.run({ g: vector(1, 1) });
    expect(await session.read('w')).toEqual(vector(6, 31));
  });

  it.runIf(probe.ok)('keeps state that is only read', async () => {
    const product = graphOf([node('Mul', ['w', 'x'], ['y'])], [w, ['x', 'float32', [2]]], [['y', 'float32', ['n']]]);
    await using session = await webgpu.open(product, { state: { w: vector(2, 3) } });
    for (const x of [1, 10, 100]) expect(await session.run({ x: vector(x, x) })).toEqual({ y: vector(2 * x, 3 * x) });
  });

  it.runIf(probe.ok)('is shared by the sessions of a pool, until the last is disposed', async () => {
    const pool = {};
    const one = await webgpu.open(graph, { state: { w: vector(1, 1) }, carries: { next: 'w' }, pool });
    const two = await webgpu.open(graph, { carries: { next: 'w' }, pool });
    await expect(webgpu.open(graph, { state: { w: vector(0, 0) }, pool })).rejects.toThrow(/"w".*already/s);
    await one.run({ g: vector(1, 2) });
    await two.run({ g: vector(10, 20) });
    await one[Symbol.asyncDispose]();
    expect(await two.read('w')).toEqual(vector(12, 23));
    await two[Symbol.asyncDispose]();
  });
});
