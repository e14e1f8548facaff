import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, RequestError, StopoverError } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeHub, fakeHub, sha256 } from './fixtures/fake-hub.ts';
import { all, swahili, tableBytes } from './fixtures/rows.ts';
import { hubSource } from './hub-source.ts';

const commit = 'c0ffee0000000000000000000000000000000001';
const modelCommit = 'c0ffee0000000000000000000000000000000002';
const shards = [tableBytes(swahili.slice(0, 2)), tableBytes(swahili.slice(2))] as const;
const table = { repo: 'stopover/nli', revision: commit, config: 'sw', split: 'test' };
const token = 'hf_secretOfTheTest';
const weights = Buffer.alloc(1000, 7);

let cache: string;
let hub: FakeHub;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'stopover-hub-'));
  hub = await fakeHub({
    'datasets/stopover/nli': {
      branch: 'refs/convert/parquet',
      commit,
      files: {
        'README.md': Buffer.from('# nli'),
        'sw/test/0001.parquet': shards[1],
        'sw/test/0000.parquet': shards[0],
        'sw/train/0000.parquet': tableBytes(),
        'ar/test/0000.parquet': tableBytes(),
      },
    },
    'models/stopover/small': {
      branch: 'main',
      commit: modelCommit,
      files: {
        'config.json': Buffer.from('{"model_type":"xlm-roberta"}'),
        'tokenizer.json': Buffer.from('{"version":"1.0"}'),
        'model.safetensors': weights,
        'pytorch_model.bin': Buffer.alloc(900, 1),
        'onnx/model.onnx': Buffer.alloc(900, 2),
      },
    },
    'models/stopover/pickled': {
      branch: 'main',
      commit: modelCommit,
      files: { 'config.json': Buffer.from('{}'), 'tokenizer.json': Buffer.from('{}'), 'pytorch_model.bin': weights },
    },
    'models/stopover/sharded': {
      branch: 'main',
      commit: modelCommit,
      files: {
        'config.json': Buffer.from('{}'),
        'tokenizer.json': Buffer.from('{}'),
        'model.safetensors.index.json': Buffer.from(
          '{"weight_map":{"a":"model-00002-of-00002.safetensors","b":"model-00001-of-00002.safetensors"}}',
        ),
        'model-00001-of-00002.safetensors': weights,
        'model-00002-of-00002.safetensors': Buffer.alloc(500, 3),
      },
    },
  });
});

afterEach(async () => {
  await hub[Symbol.asyncDispose]();
  await rm(cache, { recursive: true, force: true });
});

const open = (more: Partial<Parameters<typeof hubSource>[0]> = {}) =>
  hubSource({ endpoint: hub.endpoint, cache, retryDelay: 1, ...more });

describe('tables of the hub', () => {
  it('gives all shards in order, and the fingerprint of their bytes', async () => {
    const source = open();
    expect(await all(source.rows(table))).toEqual(swahili);
    expect(await source.fingerprint(table)).toBe(sha256(Buffer.concat(shards)));
    expect(await source.has(table)).toBe(true);
    expect(await source.has({ ...table, split: 'validation' })).toBe(false);
    expect(await source.has({ ...table, config: 'xx' })).toBe(false);
  });

  it('looks a table up without downloading it', async () => {
    await open().has(table);
    expect(hub.requests.filter(({ path }) => path.includes('resolve'))).toEqual([]);
  });

  it('counts rows by the footers, before and after the download', async () => {
    expect(await open().count?.(table)).toBe(swahili.length);
    await expect(readdir(join(cache, 'datasets--stopover--nli', 'blobs'))).rejects.toThrow();
    await all(open().rows(table));
    expect(await open({ offline: true }).count?.(table)).toBe(swahili.length);
    await expect(open({ offline: true }).count?.({ ...table, split: 'train' })).rejects.toThrow(/not in the cache/);
  });

  it('writes the layout that Python shares: blobs by hash, relative links, a ref', async () => {
    await all(open().rows({ ...table, revision: 'refs/convert/parquet' }));
    const repo = join(cache, 'datasets--stopover--nli');
    const pointer = join(repo, 'snapshots', commit, 'sw', 'test', '0000.parquet');
    expect((await lstat(pointer)).isSymbolicLink()).toBe(true);
    expect(await readlink(pointer)).toBe(join('..', '..', '..', '..', 'blobs', sha256(shards[0])));
    expect(await readFile(join(repo, 'refs', 'refs', 'convert', 'parquet'), 'utf8')).toBe(commit);
    const blobs = await readdir(join(repo, 'blobs'));
    expect(new Set(blobs)).toEqual(new Set(shards.map(sha256)));
  });

  it('reads main as the Parquet branch, and asks for its commit once', async () => {
    const source = open();
    await all(source.rows({ ...table, revision: 'main' }));
    await source.fingerprint({ ...table, revision: 'main' });
    expect(hub.requests.filter(({ path }) => path.includes('/revision/'))).toHaveLength(1);
  });

  it('asks for nothing when a pinned table is in the cache', async () => {
    await all(open().rows(table));
    const before = hub.requests.length;
    expect(await all(open().rows(table))).toEqual(swahili);
    expect(hub.requests).toHaveLength(before);
  });

  it('answers offline from the cache, by commit and by branch', async () => {
    await all(open().rows({ ...table, revision: 'refs/convert/parquet' }));
    const before = hub.requests.length;
    const source = open({ offline: true });
    expect(await all(source.rows(table))).toEqual(swahili);
    expect(await all(source.rows({ ...table, revision: 'main' }))).toEqual(swahili);
    await expect(all(source.rows({ ...table, config: 'ar' }))).rejects.toThrow(/not in the cache.*offline/s);
    expect(hub.requests).toHaveLength(before);
  });

  it('offline, reads what another program put into the cache, but not with a shard missing', async () => {
    const folder = join(cache, 'datasets--stopover--nli', 'snapshots', commit, 'sw', 'test');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '0001.parquet'), shards[1]);
    await expect(all(open({ offline: true }).rows(table))).rejects.toThrow(/shard 0000\.parquet is missing/);
    await writeFile(join(folder, '0000.parquet'), shards[0]);
    expect(await all(open({ offline: true }).rows(table))).toEqual(swahili);
  });

  it('two sources at the same time download a shard once', async () => {
    const results = await Promise.all([open(), open(), open()].map((source) => all(source.rows(table))));
    for (const rows of results) expect(rows).toEqual(swahili);
    // A shard is asked for twice: one byte for its size, then its bytes.
    expect(hub.requests.filter(({ path }) => path === `/${sha256(shards[0])}`)).toHaveLength(2);
  });

  it('says which configurations and splits there are', async () => {
    const source = open();
    await expect(all(source.rows({ ...table, config: 'xx' }))).rejects.toThrow(/no configuration "xx".*It has: .*sw/s);
    await expect(all(source.rows({ ...table, split: 'dev' }))).rejects.toThrow(/no split "dev".*test, train/s);
    const missing = all(source.rows({ ...table, repo: 'stopover/none' }));
    await expect(missing).rejects.toThrow(DataError);
    await expect(missing).rejects.toThrow(/stopover\/none.*404.*refs\/convert\/parquet/s);
  });

  it('refuses names that would leave the cache', async () => {
    await expect(all(open().rows({ ...table, config: '../..' }))).rejects.toThrow(RequestError);
  });
});

describe('a hub that misbehaves', () => {
  it('waits as long as Retry-After says, then goes on', async () => {
    hub.faults.push({ path: '/tree/', times: 1, answer: (r) => r.writeHead(429, { 'retry-after': '1' }).end() });
    const start = Date.now();
    expect(await all(open().rows(table))).toEqual(swahili);
    expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
  });

  it('gives up at once when the pause is too long', async () => {
    hub.faults.push({ path: '/tree/', times: 9, answer: (r) => r.writeHead(429, { 'retry-after': '86400' }).end() });
    await expect(all(open().rows(table))).rejects.toThrow(/answered 429/);
    expect(hub.requests).toHaveLength(1);
  });

  it('tries again after 503 and after a broken connection', async () => {
    hub.faults.push({ path: '/tree/', times: 2, answer: (r) => r.writeHead(503).end() });
    hub.faults.push({ path: '/resolve/', times: 1, answer: (r) => r.destroy() });
    expect(await all(open().rows(table))).toEqual(swahili);
  });

  it('names the host and the next step when there is no answer', async () => {
    const endpoint = hub.endpoint;
    await hub[Symbol.asyncDispose]();
    const failed = all(open({ endpoint }).rows(table));
    await expect(failed).rejects.toThrow(StopoverError);
    await expect(failed).rejects.toThrow(/stopover\/nli.*no answer from 127\.0\.0\.1.*offline/s);
  });

  it.each([401, 403])('explains %i and never prints the token', async (status) => {
    hub.faults.push({ path: '/tree/', times: 9, answer: (r) => r.writeHead(status).end() });
    await expect(all(open().rows(table))).rejects.toThrow(/stopover\/nli.*refused.*set HF_TOKEN/s);
    const error = await all(open({ token }).rows(table)).catch((e: unknown) => e);
    expect(String(error)).toMatch(/token in HF_TOKEN may read it/);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(token);
  });

  it('sends the token to the hub, and not to storage', async () => {
    await all(open({ token }).rows(table));
    const storage = hub.requests.filter(({ path }) => /^\/[0-9a-f]{64}$/.test(path));
    const api = hub.requests.filter(({ path }) => path.startsWith('/api/') || path.includes('/resolve/'));
    expect(storage.length).toBeGreaterThan(0);
    expect(storage.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(api.every(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true);
  });

  it('downloads again what came truncated', async () => {
    const bytes = shards[0];
    hub.faults.push({
      path: `/${sha256(bytes)}`,
      times: 2,
      whole: true,
      answer: (r) => {
        r.writeHead(200, { 'content-length': bytes.length });
        r.write(bytes.subarray(0, 50), () => r.destroy());
      },
    });
    expect(await all(open().rows(table))).toEqual(swahili);
    expect(hub.faults.at(-1)?.times).toBe(0);
  });

  it('says what is wrong when it stays truncated', async () => {
    const bytes = shards[0];
    hub.storage.set(sha256(bytes), bytes.subarray(0, 50));
    await expect(all(open().rows(table))).rejects.toThrow(/0000\.parquet.*50 bytes arrived instead of/s);
  });

  it('refuses bytes with another hash, and keeps nothing of them', async () => {
    const key = sha256(shards[0]);
    const spoiled = Buffer.from(shards[0]);
    spoiled.writeUInt8(spoiled.readUInt8(9) ^ 1, 9);
    hub.storage.set(key, spoiled);
    const failed = all(open().rows(table));
    await expect(failed).rejects.toThrow(DataError);
    await expect(failed).rejects.toThrow(/sw\/test\/0000\.parquet.*sha256 hash/s);
    expect(await readdir(join(cache, 'datasets--stopover--nli', 'blobs'))).toEqual([]);
  });

  it('replaces a blob of the wrong size, and sweeps what a killed process left', async () => {
    const blobs = join(cache, 'datasets--stopover--nli', 'blobs');
    await mkdir(blobs, { recursive: true });
    await writeFile(join(blobs, sha256(shards[0])), 'half');
    await writeFile(join(blobs, `${sha256(shards[0])}.stopover-killed.incomplete`), 'left by a killed process');
    expect(await all(open().rows(table))).toEqual(swahili);
    expect(new Set(await readdir(blobs))).toEqual(new Set(shards.map(sha256)));
  });
});

describe('models of the hub', () => {
  it('takes configuration, tokenizer and safetensors, and nothing else', async () => {
    const seen: number[] = [];
    const folder = await open({ onProgress: ({ received, total }) => seen.push(received / total) }).model(
      'stopover/small',
    );
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect(await readFile(join(folder, 'model.safetensors'))).toEqual(weights);
    expect(seen.at(-1)).toBe(1);
    expect(await readFile(join(cache, 'models--stopover--small', 'refs', 'main'), 'utf8')).toBe(modelCommit);
    expect(await open({ offline: true }).model('stopover/small')).toBe(folder);
    expect(await open({ offline: true }).model(`stopover/small@${modelCommit}`)).toBe(folder);
  });

  it('takes every shard that the index names', async () => {
    const folder = await open().model('stopover/sharded');
    expect(await readdir(folder)).toContain('model-00002-of-00002.safetensors');
    expect(await readdir(folder)).toContain('model-00001-of-00002.safetensors');
  });

  it('refuses pickled weights, unknown models, and offline what is not there', async () => {
    const pickled = open().model('stopover/pickled');
    await expect(pickled).rejects.toThrow(RequestError);
    await expect(pickled).rejects.toThrow(/no model\.safetensors.*never read/s);
    expect(hub.requests.some(({ path }) => path.includes('.bin'))).toBe(false);
    await expect(open().model('stopover/none')).rejects.toThrow(RequestError);
    await expect(open({ offline: true }).model('stopover/small')).rejects.toThrow(/not in the cache/);
  });

  it('gives a tokenizer without the weights', async () => {
    const folder = await open().tokenizer?.('stopover/pickled');
    expect(await readdir(`${folder}`)).toEqual(['tokenizer.json']);
    expect(await open({ offline: true }).tokenizer?.('stopover/pickled')).toBe(folder);
    await expect(open({ offline: true }).tokenizer?.('stopover/small')).rejects.toThrow(/not in the cache/);
    await expect(open().tokenizer?.('stopover/none')).rejects.toThrow(RequestError);
  });
});
