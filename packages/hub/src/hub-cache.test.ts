import { lstat, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { waitForLock } from '@stopover/files';
import { sha256 } from '@stopover/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, swahili } from './fixtures/rows.ts';
import { commit, type SmallHub, shards, smallHub, table } from './fixtures/small-hub.ts';

let hub: SmallHub;

beforeEach(async () => {
  hub = await smallHub();
});
afterEach(() => hub[Symbol.asyncDispose]());

describe('a cache without symbolic links', () => {
  it('has the files themselves in the snapshot, and is used again', async () => {
    expect(await all(hub.open({ links: false }).rows(table))).toEqual(swahili);
    const repo = join(hub.cache, 'datasets--stopover--nli');
    const file = join(repo, 'snapshots', commit, 'sw', 'test', '0000.parquet');
    expect((await lstat(file)).isFile()).toBe(true);
    expect(await readdir(join(repo, 'blobs'))).toEqual([]);
    hub.requests.length = 0;
    expect(await all(hub.open({ links: false }).rows(table))).toEqual(swahili);
    expect(hub.requests).toEqual([]);
  });

  it('copies a blob that another snapshot may share', async () => {
    const blobs = join(hub.cache, 'datasets--stopover--nli', 'blobs');
    await mkdir(blobs, { recursive: true });
    for (const shard of shards) await writeFile(join(blobs, sha256(shard)), shard);
    expect(await all(hub.open({ links: false }).rows(table))).toEqual(swahili);
    expect(await readdir(blobs)).toHaveLength(2);
    expect(hub.requests.filter(({ path }) => path.includes('/resolve/'))).toEqual([]);
  });
});

describe('the lock of a blob', () => {
  const path = () => join(hub.cache, '.locks', 'datasets--stopover--nli', `${sha256(shards[0])}.stopover.lock`);
  const held = async () => {
    await mkdir(dirname(path()), { recursive: true });
    const lock = await waitForLock(path(), { what: 'a test' });
    if (!lock) throw new Error('nobody else has it');
    return lock;
  };

  it('is waited for, and for whom is said', async () => {
    const lock = await held();
    let tell = (_: string): void => undefined;
    const said = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const rows = all(hub.open({ onWait: (line) => tell(line) }).rows(table));
    expect(await said).toContain(`Waiting for process ${process.pid} on`);
    expect(await said).toContain('with the download of sw/test/0000.parquet, which has it since');
    expect(hub.requests.filter((one) => one.path.includes('0000.parquet'))).toEqual([]);
    await lock.release();
    expect(await rows).toEqual(swahili);
  });

  it('of a process that ended is in nobody’s way', async () => {
    await held();
    const [name = ''] = await readdir(path());
    await rename(join(path(), name), join(path(), name.replace(/,\w+,(\w+),/, ',1,$1,')));
    expect(await all(hub.open().rows(table))).toEqual(swahili);
    await expect(stat(path())).rejects.toThrow();
  });
});
