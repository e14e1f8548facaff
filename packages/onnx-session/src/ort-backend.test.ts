import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { graphOf, type Value, vector } from './fixtures/graphs.ts';
import { declaredScalars } from './model-outputs.ts';
import { noCpuFallback, ortBackend } from './ort-backend.ts';
import { probeGraph } from './probe-graph.ts';
import { node } from './protobuf.ts';

const cpu = ortBackend({
  name: 'cpu',
  training: { state: 'host' },
  exclusive: false,
  options: { executionProviders: ['cpu'] },
  fix: 'Reinstall onnxruntime-node.',
});

describe('scalars', () => {
  it('are known by the declaration', () => {
    const outputs: Value[] = [
      ['loss', 'float32', []],
      ['y', 'float32', [1]],
      ['free', 'float32', null],
    ];
    const graph = graphOf([], [], outputs);
    expect([...declaredScalars(graph.model)]).toEqual(['loss']);
    expect([...declaredScalars(Uint8Array.of(58, 200, 1))]).toEqual([]);
  });

  it('and outputs without a rank come back with their own shape', async () => {
    const graph = graphOf([node('Abs', ['x'], ['y'])], [['x', 'float32', null]], [['y', 'float32', null]]);
    await using session = await cpu.open(graph);
    expect(await session.run({ x: vector(-1, -2) })).toEqual({ y: vector(1, 2) });
    const x: Tensor = { type: 'float32', shape: [1, 1], data: Float32Array.of(-3) };
    expect(await session.run({ x })).toEqual({ y: { ...x, data: Float32Array.of(3) } });
  });
});

describe('types', () => {
  it.each<Tensor>([
    { type: 'float32', shape: [2], data: Float32Array.of(1.5, -2) },
    { type: 'float64', shape: [2], data: Float64Array.of(1e-300, Math.PI) },
    { type: 'int64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) },
    { type: 'int32', shape: [2], data: Int32Array.of(-1, 7) },
    { type: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
    { type: 'float32', shape: [0], data: new Float32Array(0) },
  ])('$type goes in and out, with $shape fixed and open', async (x) => {
    for (const sizes of [x.shape, ['n']]) {
      const graph = graphOf([node('Identity', ['x'], ['y'])], [['x', x.type, sizes]], [['y', x.type, sizes]]);
      await using session = await cpu.open(graph);
      expect(await session.run({ x })).toEqual({ y: x });
    }
  });

  it('keeps denormal numbers', async () => {
    const graph = graphOf([node('Add', ['x', 'x'], ['y'])], [['x', 'float32', [1]]], [['y', 'float32', [1]]]);
    await using session = await cpu.open(graph);
    expect(await session.run({ x: vector(2 ** -149) })).toEqual({ y: vector(2 ** -148) });
  });

  it('refuses an output of a type that core does not know', async () => {
    const graph = graphOf([node('Abs', ['x'], ['y'])], [['x', 'float16', [1]]], [['y', 'float16', [1]]]);
    await using session = await cpu.open(graph);
    await expect(session.run({ x: vector(1) })).rejects.toThrow(/"x".*float32\[1\].*float16\[1\]/);
  });
});

describe('memory of the host', () => {
  const graph = graphOf(
    [node('Mul', ['w', 'x'], ['y'])],
    [
      ['w', 'float32', [2]],
      ['x', 'float32', [2]],
    ],
    [['y', 'float32', [2]]],
  );

  it('is shared by sessions that were opened with the same array', async () => {
    const w = vector(2, 3);
    await using one = await cpu.open(graph, { state: { w } });
    await using two = await cpu.open(graph, { state: { w } });
    expect(one.hostState()?.['w']?.data).toBe(w.data);
    expect((await one.read('w')).data).toEqual(w.data);
    await one.write('w', vector(5, 7));
    w.data[0] = 1;
    expect(await two.run({ x: vector(10, 10) })).toEqual({ y: vector(10, 70) });
  });

  it('is shared by the sessions of a pool, whose graphs carry it', async () => {
    const pool = {};
    const add = graphOf(
      [node('Add', ['w', 'x'], ['next'])],
      [
        ['w', 'float32', [2]],
        ['x', 'float32', [2]],
      ],
      [['next', 'float32', [2]]],
    );
    await using one = await cpu.open(add, { state: { w: vector(2, 3) }, carries: { next: 'w' }, pool });
    await using two = await cpu.open(graph, { pool });
    await one.run({ x: vector(1, 1) });
    expect(await two.run({ x: vector(10, 10) })).toEqual({ y: vector(30, 40) });
    await expect(cpu.open(add, { state: { w: vector(0, 0) }, pool })).rejects.toThrow(/"w".*already/s);
  });

  it('may be a part of a larger array', async () => {
    const all = Float32Array.of(9, 2, 3, 9, 0, 0, 9);
    const part = (from: number): Tensor => ({ type: 'float32', shape: [2], data: all.subarray(from, from + 2) });
    await using session = await cpu.open(graph, { state: { w: part(1) } });
    await session.run({ x: vector(10, 10) }, { y: part(4) });
    expect([...all]).toEqual([9, 2, 3, 9, 20, 30, 9]);
  });

  it('is never written while it is read', async () => {
    const w = vector(2, 3);
    await using session = await cpu.open(graph, { state: { w } });
    await expect(session.run({ x: vector(1, 1) }, { y: w })).rejects.toThrow(/"y".*memory of input "w"/s);
    const x = vector(1, 1);
    await expect(session.run({ x }, { y: x })).rejects.toThrow(/"y".*memory of input "x"/s);
  });

  it('must not be shared between threads, nor transferred away', async () => {
    await using session = await cpu.open(graph, { state: { w: vector(2, 3) } });
    const shared: Tensor = { type: 'float32', shape: [2], data: new Float32Array(new SharedArrayBuffer(8)) };
    await expect(session.run({ x: shared })).rejects.toThrow(/"x".*SharedArrayBuffer/s);
    const buffer = new ArrayBuffer(8);
    const gone: Tensor = { type: 'float32', shape: [2], data: new Float32Array(buffer) };
    await session.run({ x: gone });
    structuredClone(buffer, { transfer: [buffer] });
    await expect(session.run({ x: gone })).rejects.toThrow(/"x".*the data has 0/s);
  });

  it('does not grow with the runs', async () => {
    const size = 2 ** 20;
    const wide = graphOf(
      [node('Mul', ['w', 'x'], ['y'])],
      [
        ['w', 'float32', [size]],
        ['x', 'float32', [1]],
      ],
      [['y', 'float32', [size]]],
    );
    const zero = (): Tensor => ({ type: 'float32', shape: [size], data: new Float32Array(size) });
    await using session = await cpu.open(wide, { state: { w: zero() }, carries: {} });
    const y = zero();
    const steps = async (n: number) => {
      for (let i = 0; i < n; i++) await session.run({ x: vector(1) }, { y });
    };
    await steps(20);
    const before = process.memoryUsage();
    await steps(200);
    const after = process.memoryUsage();
    // 200 copies of a 4 MB output would be 800 MB, of which the garbage collector would leave at least one.
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(2 ** 20);
    expect(after.rss - before.rss).toBeLessThan(100 * 2 ** 20);
  });
});

describe('the probe', () => {
  it('never throws, and gives the reason and the remedy', async () => {
    const broken = ortBackend({
      name: 'broken',
      training: { state: 'host' },
      exclusive: false,
      options: {},
      fix: 'Install it.',
      load: () => Promise.reject(new Error('no such module')),
    });
    expect(await broken.probe()).toEqual({
      ok: false,
      reason: 'ONNX Runtime does not load: no such module',
      fix: 'Install it.',
    });
    await expect(broken.open(probeGraph)).rejects.toThrow('backend broken: ONNX Runtime does not load: no such module');
  });

  it('explains a failure that is known, and what it need not try', async () => {
    const known = { message: /no such (module|file)/, reason: 'the library is not installed', fix: 'Install it.' };
    const spec = { name: 'broken', training: { state: 'host' }, exclusive: false, options: {}, fix: 'Look.' } as const;
    const load = () => Promise.reject(new Error('no such file'));
    const broken = ortBackend({ ...spec, load, failures: [known] });
    expect(await broken.probe()).toEqual({ ok: false, reason: known.reason, fix: known.fix });
    await expect(broken.open(probeGraph)).rejects.toThrow('backend broken: the library is not installed');
    const absent = ortBackend({ ...spec, load, missing: () => ({ reason: 'it is not here', fix: 'Fetch it.' }) });
    expect(await absent.probe()).toEqual({ ok: false, reason: 'it is not here', fix: 'Fetch it.' });
    await expect(absent.open(probeGraph)).rejects.toThrow('backend broken: it is not here');
  });

  it('does not fall back to the CPU for a provider that is not here', async () => {
    const absent = ortBackend({
      name: 'coreml',
      training: { state: 'host' },
      exclusive: false,
      options: { executionProviders: ['coreml-elsewhere'], ...noCpuFallback },
      fix: 'Choose another.',
    });
    expect(await absent.probe()).toMatchObject({ ok: false, fix: 'Choose another.' });
  });
});

it('gives the same bits in every run, with one thread and with two', async () => {
  const side = 96;
  const value: Value = ['x', 'float32', [side, side]];
  const graph = graphOf(
    [node('MatMul', ['x', 'x'], ['xx']), node('Softmax', ['xx'], ['y'])],
    [value],
    [['y', 'float32', [side, side]]],
  );
  const x: Tensor = {
    type: 'float32',
    shape: [side, side],
    data: Float32Array.from({ length: side ** 2 }, (_, i) => Math.sin(i)),
  };
  for (const threads of [1, 2]) {
    await using session = await cpu.open(graph, { threads });
    const first = await session.run({ x });
    for (let i = 0; i < 5; i++) expect(await session.run({ x })).toEqual(first);
  }
});

it('runs calls of one session one after the other, and goes on after a failure', async () => {
  const graph = graphOf(
    [node('Add', ['w', 'x'], ['next'])],
    [
      ['w', 'float32', [1]],
      ['x', 'float32', [1]],
    ],
    [['next', 'float32', [1]]],
  );
  await using session = await cpu.open(graph, { state: { w: vector(0) }, carries: { next: 'w' } });
  const results = await Promise.allSettled([
    session.run({ x: vector(1) }),
    session.run({}),
    session.run({ x: vector(2) }),
    session.write('w', vector(10)),
    session.run({ x: vector(4) }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect((await session.read('w')).data[0]).toBe(14);
});

it('reads a model from a file’s bytes that lie inside a larger buffer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-session-'));
  try {
    await writeFile(join(folder, 'probe.onnx'), probeGraph.model);
    const bytes = await readFile(join(folder, 'probe.onnx'));
    await using session = await cpu.open({ model: bytes });
    expect(await session.run({ x: { type: 'float32', shape: [2, 2], data: new Float32Array(4) } })).toMatchObject({
      y: { shape: [2, 2] },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
