// Several runs of one graph at the same time, in threads that share its weights.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session, Tensor } from '@stopover/core';
import { tinyGraph } from '@stopover/testing';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ortBackend } from './ort-backend.ts';

const backend = ortBackend({
  ...{ name: 'tried', training: { state: 'host' }, exclusive: false, lanes: true, fix: 'Look.' },
  options: { executionProviders: ['cpu'] },
});
const size = 64;
const weights = Float32Array.from({ length: size * size }, (_, i) => Math.fround(Math.sin(i) / 7));
const { model } = tinyGraph({
  nodes: [
    ['MatMul', ['x', 'w'], ['xw']],
    ['Gather', ['xw', 'row'], ['y']],
  ],
  inputs: [
    { name: 'x', shape: [size, size] },
    { name: 'row', shape: [2], type: 'int64' },
  ],
  outputs: [{ name: 'y', shape: [2, size] }],
  weights: [{ name: 'w', shape: [size, size], values: weights, file: 'w.bin' }],
});
const feedsOf = (n: number, row = n % size) => ({
  x: {
    type: 'float32',
    shape: [size, size],
    data: Float32Array.from(weights, (w) => Math.fround(w * (n + 1))),
  } as const,
  row: { type: 'int64', shape: [2], data: BigInt64Array.of(0n, BigInt(row)) } as const,
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-laned-'));
  await writeFile(join(root, 'w.bin'), weights);
});
afterAll(() => rm(root, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

const open = (lanes: number): Promise<Session> => backend.open({ model, folder: root }, { threads: lanes, lanes });

it('give the bits of one session, whatever runs beside them', async () => {
  await using one = await open(1);
  await using laned = await open(3);
  expect([one.lanes, laned.lanes]).toEqual([undefined, 3]);
  const expected: Tensor[] = [];
  for (let n = 0; n < 12; n++) expected.push((await one.run(feedsOf(n)))['y'] ?? feedsOf(n).x);
  const found = await Promise.all(expected.map((_, n) => laned.run(feedsOf(n))));
  expect(found.map(({ y }) => y)).toEqual(expected);
  const y = { type: 'float32', shape: [2, size], data: new Float32Array(2 * size) } as const;
  expect((await laned.run(feedsOf(5), { y })).y).toBe(y);
  expect(y).toEqual(expected[5]);
});

it('leave nothing in the temporary folder, while they are open and afterwards', async () => {
  vi.stubEnv('TMPDIR', await mkdtemp(join(root, 'own-')));
  // ONNX Runtime itself leaves a log there.
  const ours = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('stopover'));
  {
    await using laned = await open(2);
    expect(await ours()).toEqual([]);
    await laned.run(feedsOf(1));
  }
  expect(await ours()).toEqual([]);
});

it('name what is wrong, and go on', async () => {
  await using laned = await open(2);
  await expect(laned.run({ x: feedsOf(0).x })).rejects.toThrow(/backend tried: input "row"/);
  const [bad, good] = await Promise.allSettled([laned.run(feedsOf(0, size)), laned.run(feedsOf(1))]);
  expect(bad).toMatchObject({
    reason: expect.objectContaining({ message: expect.stringContaining('the graph failed') }),
  });
  expect(good.status).toBe('fulfilled');
  await laned.run(feedsOf(2));
});

it('are one session where the graph has no room, and where nothing could be shared', async () => {
  vi.stubEnv('TMPDIR', join(root, 'not-there'));
  await using one = await open(2);
  expect(one.lanes).toBeUndefined();
  await one.run(feedsOf(0));
  vi.unstubAllEnvs();
  await using held = await backend.open({ model, weights: { 'w.bin': new Uint8Array(weights.buffer) } }, { lanes: 2 });
  expect(held.lanes).toBeUndefined();
  const broken = { model: Uint8Array.of(7, 7, 7), folder: root };
  await expect(backend.open(broken, { lanes: 2 })).rejects.toThrow('backend tried: the graph was refused');
});

it('refuse to run when disposed, and may be disposed twice', async () => {
  const laned = await open(2);
  const running = laned.run(feedsOf(0));
  await laned[Symbol.asyncDispose]();
  await laned[Symbol.asyncDispose]();
  await running;
  await expect(laned.run(feedsOf(0))).rejects.toThrow(/dispos/);
});
