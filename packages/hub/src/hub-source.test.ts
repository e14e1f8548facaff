import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, RequestError } from '@stopover/core';
import { sha256 } from '@stopover/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, swahili } from './fixtures/rows.ts';
import { commit, modelCommit, type SmallHub, shards, smallHub, table, weights } from './fixtures/small-hub.ts';

let cache: string;
let hub: SmallHub;
let open: SmallHub['open'];

beforeEach(async () => {
  hub = await smallHub();
  ({ cache, open } = hub);
});
afterEach(() => hub[Symbol.asyncDispose]());

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
    expect(await open().capabilities.count?.(table)).toBe(swahili.length);
    await expect(readdir(join(cache, 'datasets--stopover--nli', 'blobs'))).rejects.toThrow();
    await all(open().rows(table));
    expect(await open({ offline: true }).capabilities.count?.(table)).toBe(swahili.length);
    await expect(open({ offline: true }).capabilities.count?.({ ...table, split: 'train' })).rejects.toThrow(
      /not in the cache/,
    );
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
    expect(hub.requests.filter(({ path }) => path.startsWith(`/${sha256(shards[0])}`))).toHaveLength(1);
  });

  it('says which configurations and splits there are', async () => {
    const source = open();
    await expect(all(source.rows({ ...table, config: 'xx' }))).rejects.toThrow(/no configuration "xx".*It has: .*sw/s);
    await expect(all(source.rows({ ...table, split: 'dev' }))).rejects.toThrow(/no split "dev".*test, train/s);
    const missing = all(source.rows({ ...table, repo: 'stopover/none' }));
    await expect(missing).rejects.toThrow(DataError);
    await expect(missing).rejects.toThrow(/stopover\/none.*no such repository/s);
  });

  it('refuses names that would leave the cache', async () => {
    await expect(all(open().rows({ ...table, config: '../..' }))).rejects.toThrow(RequestError);
  });
});

describe('models of the hub', () => {
  it('takes configuration, tokenizer and safetensors, and nothing else', async () => {
    const seen: number[] = [];
    const folder = await open({ onProgress: ({ received, total }) => seen.push(received / total) }).model(
      'stopover/small',
    );
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'model.safetensors', 'tokenizer.json']);
    expect((await readFile(join(folder, 'model.safetensors'))).equals(weights)).toBe(true);
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
    const folder = await open().capabilities.tokenizer?.('stopover/pickled');
    expect(await readdir(`${folder}`)).toEqual(['tokenizer.json']);
    expect(await open({ offline: true }).capabilities.tokenizer?.('stopover/pickled')).toBe(folder);
    await expect(open({ offline: true }).capabilities.tokenizer?.('stopover/small')).rejects.toThrow(
      /not in the cache/,
    );
    await expect(open().capabilities.tokenizer?.('stopover/none')).rejects.toThrow(RequestError);
  });

  it('says what to do about a tokenizer that is sentencepiece only', async () => {
    const slow = open().model('stopover/slow-tokenizer');
    await expect(slow).rejects.toThrow(RequestError);
    await expect(slow).rejects.toThrow(/no tokenizer\.json.*sentencepiece.*AutoTokenizer.*save_pretrained/s);
  });

  it('notes where Python looks for it that an optional file does not exist', async () => {
    await open().model('stopover/small');
    const notes = join(cache, 'models--stopover--small', '.no_exist', modelCommit);
    expect((await readdir(notes)).sort()).toEqual(['special_tokens_map.json', 'tokenizer_config.json']);
  });
});
