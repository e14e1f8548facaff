// A stage that is stopped goes on bit-identical from the very step, and from what is whole of a damaged checkpoint.
import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Example } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { killAfter, stopAfter } from '../fixtures/cut-off.ts';
import { nli, words } from '../fixtures/small-tasks.ts';
import { pretrain } from './pretrain.ts';
import { type RecipeFields, recipe } from './recipe.ts';
import type { Progress, TrainRequest } from './requests.ts';
import { train } from './train.ts';

const word = (i: number) => words[i % words.length] ?? '';
const examples: Example<'classification'>[] = Array.from({ length: 60 }, (_, i) => {
  const gold = i % 2;
  return { text: `${word(i * 7)} ${word(i * 3 + 1)}`, pair: word(gold === 0 ? i * 7 : i * 7 + 5), gold };
});

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stopover-interrupted-'));
  await pretrain({
    examples: examples.map(({ text }) => ({ text, gold: null })),
    tokenizer: join(import.meta.dirname, '../fixtures/words-tokenizer'),
    size: { layers: 1, hiddenSize: 16, heads: 2, intermediateSize: 32 },
    embeddingInit: 'random',
    recipe: recipe({ maxSteps: 2, batchSize: 16 }),
    seed: 1,
    backend: cpu(),
    threads: 1,
    folder: join(root, 'base'),
  });
});
afterAll(async () => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const request = (folder: string, fields: RecipeFields = {}, more: Partial<TrainRequest> = {}): TrainRequest => ({
  from: join(root, 'base/model'),
  data: [{ task: nli, examples }],
  head: 'new',
  recipe: recipe({
    ...{ maxSteps: 23, batchSize: 4, learningRate: 2e-3, saveSteps: 5, evalSteps: 3, dropout: 0.2 },
    ...fields,
  }),
  select: { task: nli, examples: examples.slice(0, 20), language: 'en' },
  seed: 3,
  backend: cpu(),
  threads: 1,
  folder: join(root, folder),
  ...more,
});

const hash = async (folder: string) =>
  createHash('sha256')
    .update(await readFile(join(root, folder, 'model/model.safetensors')))
    .digest('hex');
const logOf = async (folder: string) => {
  const lines = (await readFile(join(root, folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line): Progress => JSON.parse(line));
};

describe('a stage that a signal stops', () => {
  test.each([
    { name: 'on the host', backend: cpu(), fields: {}, runs: 9 },
    { name: 'on the host, accumulating', backend: cpu(), fields: { gradientAccumulationSteps: 2 }, runs: 19 },
    {
      name: 'on a device',
      backend: { ...cpu(), training: { state: 'device' as const } },
      fields: { gradientAccumulationSteps: 2 },
      runs: 34,
    },
    {
      name: 'with float16 products',
      backend: { ...cpu(), training: { state: 'device' as const } },
      fields: { precision: 'float16' as const },
      runs: 16,
    },
    {
      name: 'with four steps a run',
      backend: { ...cpu(), training: { state: 'loop' as const, steps: 4 } },
      fields: { select: 'last' as const },
      runs: 3,
    },
  ])('leaves its last step and ends as if it had not been stopped: $name', async ({ name, backend, fields, runs }) => {
    const [whole, parts] = [`whole ${name}`, `parts ${name}`];
    const uncut = await train(request(whole, fields, { backend }));
    const stopped = await stopAfter(request(parts, fields, { backend }), runs);
    expect(stopped.interrupted).toBe(true);
    // Within a segment: what is dropped depends on where in it the stage stopped.
    expect(stopped.steps % 5).not.toBe(0);
    expect(await readdir(join(root, parts, 'checkpoint'))).toContain(String(stopped.steps));
    const again = await train(request(parts, fields, { backend }));
    expect(again.resumedAt).toBe(stopped.steps);
    expect(await hash(parts)).toBe(await hash(whole));
    expect({ ...again, seconds: 0, resumedAt: 0 }).toEqual({ ...uncut, seconds: 0 });
  });

  test('twice, and before its first step, loses nothing', async () => {
    await train(request('never stopped'));
    const before = new AbortController();
    before.abort();
    expect(await train(request('stopped', {}, { signal: before.signal }))).toMatchObject({
      steps: 0,
      interrupted: true,
    });
    const first = await stopAfter(request('stopped'), 2);
    const second = await stopAfter(request('stopped'), 1);
    expect(second.resumedAt).toBe(first.steps);
    expect(second.steps).toBeGreaterThan(first.steps);
    await train(request('stopped'));
    expect(await hash('stopped')).toBe(await hash('never stopped'));
  });

  test('has each step in one line of its log', async () => {
    const stopped = await stopAfter(request('log', { select: 'last' }), 7);
    expect((await logOf('log')).at(-1)?.step).toBe(stopped.steps);
    await killAfter(request('log', { select: 'last' }), 6);
    // As a process that is killed while it writes leaves it.
    await writeFile(join(root, 'log/log.jsonl'), '{"step":13,"lo', { flag: 'a' });
    const { resumedAt } = await train(request('log', { select: 'last' }));
    const steps = (await logOf('log')).map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps).toContain(resumedAt);
    expect(steps.at(-1)).toBe(23);
  });
});

/** Changes one byte in the middle of a file. */
async function flip(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const at = Math.floor((await file.stat()).size / 2);
  const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: at });
  await file.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, at);
}

describe('a damaged checkpoint', () => {
  const state = (folder: string, name: string) => join(folder, name);
  test.each([
    ['truncated', async (f: string) => truncate(state(f, 'state.safetensors'), 100), 'state.safetensors is not what'],
    ['empty', async (f: string) => truncate(state(f, 'state.safetensors'), 0), 'state.safetensors is not what'],
    ['missing', async (f: string) => rm(state(f, 'state.safetensors')), 'state.safetensors is missing'],
    ['flipped', async (f: string) => flip(state(f, 'state.safetensors')), 'state.safetensors is not what'],
    ['flipped where it says its step', async (f: string) => flip(state(f, 'state.json')), 'state.json is not what'],
    ['without hashes', async (f: string) => rm(state(f, 'sha256.json')), 'sha256.json, is missing'],
    ['with wrong hashes', async (f: string) => flip(state(f, 'sha256.json')), ''],
    [
      'an empty folder',
      async (f: string) => {
        for (const name of await readdir(f)) await rm(join(f, name));
      },
      'sha256.json, is missing',
    ],
  ])('is named, set aside, and the one before goes on: %s', async (name, damage, said) => {
    const notes: string[] = [];
    const stage = request(`damaged ${name}`, {}, { onNote: (line) => notes.push(line) });
    await train(request(`whole ${name}`));
    await stopAfter(stage, 20);
    const kept = (await readdir(join(stage.folder, 'checkpoint'))).map(Number).sort((a, b) => a - b);
    expect(kept.length).toBe(2);
    await damage(join(stage.folder, 'checkpoint', String(kept[1])));
    const { resumedAt } = await train(stage);
    expect(resumedAt).toBe(kept[0]);
    expect(notes).toEqual([expect.stringContaining(`step ${kept[1]} is damaged: `)]);
    const aside = join(stage.folder, 'damaged', `step-${kept[1]}`);
    expect(notes[0]).toContain(said);
    expect(notes[0]).toContain(`It is kept as ${aside}. Training goes on from the checkpoint of step ${kept[0]}.`);
    expect((await stat(aside)).isDirectory()).toBe(true);
    expect(await hash(`damaged ${name}`)).toBe(await hash(`whole ${name}`));
  });

  test('is one whose best model is', async () => {
    const notes: string[] = [];
    const stage = request('best', {}, { onNote: (line) => notes.push(line) });
    await train(request('best whole'));
    await stopAfter(stage, 20);
    for (const step of await readdir(join(stage.folder, 'best')))
      await flip(join(stage.folder, 'best', step, 'model.safetensors'));
    expect((await train(stage)).resumedAt).toBe(0);
    expect(notes.length).toBe(2);
    expect(notes[0]).toMatch(/of the best model so far, that of step \d+, model.safetensors is not what was written/);
    expect(notes[0]).toContain('Training starts from the beginning.');
    expect(await hash('best')).toBe(await hash('best whole'));
  });
});
