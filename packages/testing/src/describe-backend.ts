import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, Tensor } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { float32, type GraphCase, graphCases, stateGraph } from './backend-cases.ts';
import { tinyGraph } from './tiny-graph.ts';

export interface DescribeBackendOptions {
  /** Further graphs that this backend must compute. */
  readonly graphs?: readonly GraphCase[];
}

/**
 * What every backend must satisfy. Awaited at the top of a test file, because the probe decides whether the device's
 * tests run. Where the device is absent they are skipped with the probe's reason, unless the environment variable
 * STOPOVER_REQUIRE names the backend (several are separated by commas): then its absence fails.
 */
export async function describeBackend(backend: Backend, { graphs = [] }: DescribeBackendOptions = {}): Promise<void> {
  const probe = await backend.probe();
  const required = (process.env.STOPOVER_REQUIRE ?? '').split(',').includes(backend.name);
  describe(`backend ${backend.name}`, () => {
    it('says what it runs on, or why not and what to do', () => {
      if (probe.ok) expect(probe.detail).not.toBe('');
      else expect([probe.reason, probe.fix]).not.toContain('');
    });

    if (!probe.ok) {
      it.runIf(required)('is here, as STOPOVER_REQUIRE asks', () => expect.fail(`${probe.reason} ${probe.fix}`));
      it.skipIf(!required).todo(`runs graphs; skipped: ${probe.reason}`);
      return;
    }
    describeRuns(backend, [...graphCases, ...graphs]);
    describeFeeds(backend);
    describeState(backend);
    describeLifetime(backend);
  });
}

function describeRuns(backend: Backend, graphs: readonly GraphCase[]): void {
  it.each(graphs.map((graph) => [graph.name, graph] as const))('computes %s', async (_, graphCase) => {
    await using session = await backend.open(graphCase.graph);
    const first = await session.run(graphCase.feeds);
    expect(new Set(Object.keys(first))).toEqual(new Set(Object.keys(graphCase.expected)));
    for (const [name, expected] of Object.entries(graphCase.expected)) {
      expectClose(first[name], expected, graphCase.tolerance ?? 0);
    }
    expect(await session.run(graphCase.feeds), 'a second run gives the same bits').toEqual(first);
  });

  it('fills the arrays it is given, and returns them', async () => {
    const [product] = graphCases;
    if (!product) throw new Error('no case');
    await using session = await backend.open(product.graph, { threads: 1 });
    const y = float32([2, 2], [0, 0, 0, 0]);
    for (const factor of [1, 2]) {
      const x = float32([2, 3], [factor, 0, 0, 0, factor, 0]);
      const returned = await session.run({ x }, { y });
      expect(returned.y).toBe(y);
      expect([...y.data]).toEqual([factor + 10, 2 * factor + 20, 3 * factor + 10, 4 * factor + 20]);
    }
  });

  it('refuses an array of another shape, and an output that does not exist', async () => {
    await using session = await backend.open(stateGraph);
    const feeds = { w: float32([4], [1, 2, 3, 4]), g: float32([4], [1, 1, 1, 1]) };
    await expect(session.run(feeds, { y: float32([3], [0, 0, 0]) })).rejects.toThrow(/"y"/);
    await expect(session.run(feeds, { z: float32([4], [0, 0, 0, 0]) })).rejects.toThrow(/"z"/);
  });

  it.each([
    ['bytes that are no model', { model: Uint8Array.of(7, 7, 7, 7) }],
    [
      'an operator that does not exist',
      tinyGraph({
        nodes: [['Conjure', ['x'], ['y']]],
        inputs: [{ name: 'x', shape: [1] }],
        outputs: [{ name: 'y', shape: [1] }],
      }),
    ],
  ])('refuses %s, and says who refuses', async (_, graph) => {
    await expect(backend.open(graph)).rejects.toThrow(new RegExp(`backend ${backend.name}: .+`));
  });
}

function describeFeeds(backend: Backend): void {
  const g = float32([4], [1, 1, 1, 1]);

  it('names a feed that is missing, unknown or of a wrong shape', async () => {
    await using session = await backend.open(stateGraph);
    await expect(session.run({ g })).rejects.toThrow(/"w"/);
    await expect(session.run({ w: g, g, lr: g })).rejects.toThrow(/"lr"/);
    await expect(session.run({ w: float32([2], [1, 2]), g })).rejects.toThrow(/"w".*float32\[4\]/s);
    await expect(session.run({ w: { type: 'int32', shape: [4], data: new Int32Array(4) }, g })).rejects.toThrow(/"w"/);
    const { y } = await session.run({ w: g, g });
    expectClose(y, float32([4], [2, 2, 2, 2]), 0);
  });

  it('does not let state be fed, nor take state that the graph does not know', async () => {
    await using session = await backend.open(stateGraph, { state: { w: float32([4], [0, 0, 0, 0]) } });
    await expect(session.run({ w: g, g })).rejects.toThrow(/"w"/);
    await expect(backend.open(stateGraph, { state: { moments: g } })).rejects.toThrow(/"moments"/);
    await expect(backend.open(stateGraph, { state: { w: g }, carries: { up: 'w' } })).rejects.toThrow(/"up"/);
    await expect(backend.open(stateGraph, { state: { w: g }, carries: { next: 'v' } })).rejects.toThrow(/"v"/);
  });
}

function describeState(backend: Backend): void {
  const open = (values: readonly number[]) =>
    backend.open(stateGraph, { state: { w: float32([4], values) }, carries: { next: 'w' } });
  const g = float32([4], [1, 2, 3, -4]);

  it('carries state over fifty runs and reads it back', async () => {
    await using session = await open([0, 0, 0, 0]);
    for (let step = 0; step < 50; step++) {
      const outputs = await session.run({ g });
      expect(Object.keys(outputs)).toEqual(['y']);
      // w is step · g before the run and (step + 1) · g after it.
      const product = [1, 4, 9, 16].map((square) => square * step * (step + 1));
      expectClose(outputs.y, float32([4], product), 0);
    }
    expectClose(await session.read('w'), float32([4], [50, 100, 150, -200]), 0);
  });

  it('replaces state by a value that is written, and refuses another shape', async () => {
    await using session = await open([0, 0, 0, 0]);
    await session.run({ g });
    await session.write('w', float32([4], [10, 20, 30, 40]));
    await expect(session.write('w', float32([2], [1, 2]))).rejects.toThrow(/"w"/);
    await expect(session.write('v', float32([4], [1, 2, 3, 4]))).rejects.toThrow(/"v"/);
    await session.run({ g });
    expectClose(await session.read('w'), float32([4], [11, 22, 33, 36]), 0);
  });

  it('keeps the states of two sessions apart', async () => {
    await using one = await open([0, 0, 0, 0]);
    await using two = await open([100, 100, 100, 100]);
    await Promise.all([one.run({ g }), two.run({ g }), one.run({ g })]);
    expectClose(await one.read('w'), float32([4], [2, 4, 6, -8]), 0);
    expectClose(await two.read('w'), float32([4], [101, 102, 103, 96]), 0);
  });

  it('reads a copy: what is written to it is not the state', async () => {
    await using session = await open([0, 0, 0, 0]);
    const copy = await session.read('w');
    copy.data[0] = 5;
    await session.run({ g });
    expectClose(await session.read('w'), float32([4], [1, 2, 3, -4]), 0);
    expectClose(copy, float32([4], [5, 0, 0, 0]), 0);
  });

  it('gives the state itself where it lies on the host, and nothing where it does not', async () => {
    await using session = await open([0, 0, 0, 0]);
    const live = session.hostState();
    expect(live !== undefined).toBe(backend.training.state !== 'device');
    if (!live?.['w']) return;
    live['w'].data[0] = 5;
    await session.run({ g });
    expectClose(await session.read('w'), float32([4], [6, 2, 3, -4]), 0);
    live['w'].data[3] = 0; // the array from before the run
    await session.run({ g });
    expectClose(await session.read('w'), float32([4], [7, 4, 6, -4]), 0);
  });
}

function describeLifetime(backend: Backend): void {
  it('refuses to run when disposed, and may be disposed twice', async () => {
    const session = await backend.open(stateGraph);
    await session[Symbol.asyncDispose]();
    await session[Symbol.asyncDispose]();
    await expect(session.run({})).rejects.toThrow(/dispos/);
  });

  it.each([1, 2])('reads weights from the files of a folder, %d runs at a time', async (lanes) => {
    const { model, weights = {} } = tinyGraph({
      nodes: [['Mul', ['x', 'w'], ['y']]],
      inputs: [{ name: 'x', shape: [2] }],
      outputs: [{ name: 'y', shape: [2] }],
      weights: [{ name: 'w', shape: [2], values: Float32Array.of(3, 5), file: 'w.bin' }],
    });
    const folder = await mkdtemp(join(tmpdir(), 'stopover-weights-'));
    try {
      await writeFile(join(folder, 'w.bin'), weights['w.bin'] ?? '');
      await using session = await backend.open({ model, folder }, { threads: lanes, lanes });
      expect([undefined, lanes]).toContain(session.lanes);
      const runs = [1, 2, 3].map((factor) => session.run({ x: float32([2], [10 * factor, 100]) }));
      expect(await Promise.all(runs)).toEqual([30, 60, 90].map((y) => ({ y: float32([2], [y, 500]) })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  // On a device the runtime may keep freed buffers for later: WebGPU's does as long as another session is open.
  it.runIf(backend.training.state !== 'device')('gives the memory of its weights back when disposed', async () => {
    const size = 4 * 2 ** 20;
    const graph = tinyGraph({
      nodes: [
        ['Mul', ['x', 'w'], ['xw']],
        ['ReduceMax', ['xw'], ['y']], // a large result would wait for the garbage collector and blur the measure
      ],
      inputs: [{ name: 'x', shape: [1] }],
      outputs: [{ name: 'y', shape: [1] }],
      weights: [{ name: 'w', shape: [size], values: new Float32Array(size), file: 'w.bin' }],
    });
    const cycles = async (count: number) => {
      for (let i = 0; i < count; i++) {
        await using session = await backend.open(graph);
        await session.run({ x: float32([1], [1]) });
      }
      return process.memoryUsage().rss;
    };
    const before = await cycles(5);
    // A session holds 16 MB of weights: 40 that leaked would be 640 MB.
    expect((await cycles(40)) - before).toBeLessThan(320 * 2 ** 20);
  });
}

function expectClose(actual: Tensor | undefined, expected: Tensor, tolerance: number): void {
  expect(actual?.type).toBe(expected.type);
  expect(actual?.shape).toEqual(expected.shape);
  const got = [...(actual?.data ?? [])].map(Number);
  const want = [...expected.data].map(Number);
  const worst = Math.max(0, ...want.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
  expect(worst, `got ${got}, expected ${want}`).toBeLessThanOrEqual(tolerance);
}
