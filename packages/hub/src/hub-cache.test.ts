import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
  const lock = () => join(hub.cache, '.locks', 'datasets--stopover--nli', `${sha256(shards[0])}.stopover.lock`);
  const held = async (owner: { readonly host: string; readonly pid: number | undefined }) => {
    await mkdir(join(hub.cache, '.locks', 'datasets--stopover--nli'), { recursive: true });
    await writeFile(lock(), JSON.stringify(owner));
  };
  const sleeper = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    return child;
  };
  const ended = async (child: ChildProcess) => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };

  it('of a process that was killed is in nobody’s way', async () => {
    const child = await sleeper();
    await ended(child);
    await held({ host: hostname(), pid: child.pid });
    expect(await all(hub.open().rows(table))).toEqual(swahili);
    await expect(stat(lock())).rejects.toThrow();
  });

  it('of a living process is waited for, until it ends', async () => {
    const child = await sleeper();
    await held({ host: hostname(), pid: child.pid });
    let done = false;
    const rows = all(hub.open().rows(table)).then((read) => {
      done = true;
      return read;
    });
    await setTimeout(400);
    expect(done).toBe(false);
    expect(await readFile(lock(), 'utf8')).toContain(`${child.pid}`);
    await ended(child);
    expect(await rows).toEqual(swahili);
  });

  it('of another machine counts as long as it shows life', async () => {
    await held({ host: 'elsewhere', pid: 1 });
    const rows = all(hub.open().rows(table));
    await setTimeout(300);
    expect(await readFile(lock(), 'utf8')).toContain('elsewhere');
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(lock(), longAgo, longAgo);
    expect(await rows).toEqual(swahili);
  });
});
