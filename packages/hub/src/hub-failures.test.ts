import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, RequestError, StopoverError } from '@stopover/core';
import { type Fault, sha256 } from '@stopover/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, swahili } from './fixtures/rows.ts';
import { type SmallHub, shards, smallHub, table, token, weights } from './fixtures/small-hub.ts';
import type { HubPause } from './hub-fetch.ts';
import { hubSource } from './hub-source.ts';

type FakeAnswer = Fault['answer'];

let hub: SmallHub;
let open: SmallHub['open'];

beforeEach(async () => {
  hub = await smallHub();
  ({ open } = hub);
});
afterEach(() => hub[Symbol.asyncDispose]());

const partsOf = async (repo: string) =>
  (await readdir(join(hub.cache, repo, 'blobs'))).filter((name) => name.endsWith('.incomplete'));
/** Requests for the bytes of the weights, by the byte they begin with. */
const asked = () =>
  hub.requests.filter(({ path }) => path.startsWith(`/${sha256(weights)}`)).map(({ range }) => range ?? 'whole');
const messageOf = async (failing: Promise<unknown>): Promise<string> => {
  const error = await failing.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(StopoverError);
  return String(error);
};

describe('a broken download', () => {
  it('goes on where it broke, as often as it brings something', async () => {
    hub.sending.dropAfter = 400_000;
    await open().model('stopover/small');
    const [first, ...rest] = asked();
    expect(first).toBe('whole');
    expect(rest.length).toBeGreaterThan(5);
    expect(rest.every((range) => /^bytes=[1-9]\d*-$/.test(range))).toBe(true);
  });

  it('stays for the next process when it is given up', async () => {
    hub.sending.dropAfter = 100_000;
    const message = await messageOf(open().model('stopover/small'));
    expect(message).toMatch(/stopover\/small, model\.safetensors on the hub: the connection broke/);
    expect(message).toContain('run again (what has arrived is kept)');
    const [part = ''] = await partsOf('models--stopover--small');
    delete hub.sending.dropAfter;
    hub.requests.length = 0;
    const seen: number[] = [];
    await open({ onProgress: ({ file, received }) => file.endsWith('.safetensors') && seen.push(received) }).model(
      'stopover/small',
    );
    expect(part).toContain(sha256(weights));
    expect(asked()).toEqual([expect.stringMatching(/^bytes=[1-5]\d{5}-$/)]);
    expect(seen[0]).toBeGreaterThan(100_000);
    expect(await partsOf('models--stopover--small')).toEqual([]);
  });

  it('begins again where the server does not know ranges', async () => {
    hub.sending.dropAfter = 400_000;
    hub.sending.ignoresRanges = true;
    const failed = await messageOf(open().model('stopover/small'));
    expect(failed).toContain('the connection broke');
    delete hub.sending.dropAfter;
    await open().model('stopover/small');
    expect(asked().at(-1)).toMatch(/^bytes=[1-9]/);
  });

  it('is refused when the server goes on elsewhere, and made anew', async () => {
    await leave(weights.subarray(0, 1000));
    const path = `/${sha256(weights)}`;
    hub.faults.push({
      path,
      times: 2,
      answer: (r) => r.writeHead(206, { 'content-range': `bytes 0-9/${weights.length}` }).end('0123456789'),
    });
    await open().model('stopover/small');
    expect(asked()).toEqual(['bytes=1000-', 'bytes=1000-', 'bytes=1000-']);
  });

  it.each([
    ['shorter and of other bytes', Buffer.from('left by a killed process')],
    ['longer than the file', Buffer.concat([weights, weights])],
    ['whole', weights],
  ])('takes a part that is %s', async (_, left) => {
    await leave(left);
    const folder = await open().model('stopover/small');
    expect(await open({ offline: true }).model('stopover/small')).toBe(folder);
    expect(await partsOf('models--stopover--small')).toEqual([]);
  });

  it('goes on with what Python left, and leaves that alone', async () => {
    await leave(weights.subarray(0, 2_000_000), `${sha256(weights)}.incomplete`);
    await open().model('stopover/small');
    expect(asked()).toEqual(['bytes=2000000-']);
    expect(await partsOf('models--stopover--small')).toEqual([`${sha256(weights)}.incomplete`]);
  });

  const leave = async (bytes: Uint8Array, name = `${sha256(weights)}.stopover-0123-abcd.incomplete`) => {
    const blobs = join(hub.cache, 'models--stopover--small', 'blobs');
    await mkdir(blobs, { recursive: true });
    await writeFile(join(blobs, name), bytes);
  };
});

describe('a hub that misbehaves', () => {
  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2000).toUTCString()],
    ['its window', () => '"pages";r=5;t=900, "api";r=0;t=1', 'ratelimit'],
    ['the window of a draft', () => 'limit=500, remaining=0, reset=1', 'ratelimit'],
  ])('is given as long as it says in %s', async (_, value, header = 'retry-after') => {
    hub.faults.push({ path: '/tree/', times: 1, answer: (r) => r.writeHead(429, { [header]: value() }).end() });
    const pauses: HubPause[] = [];
    expect(await all(open({ onPause: (pause) => pauses.push(pause) }).rows(table))).toEqual(swahili);
    expect(pauses).toHaveLength(1);
    expect(pauses[0]?.milliseconds).toBeGreaterThanOrEqual(1000);
    expect(pauses[0]?.reason).toMatch(/^127\.0\.0\.1:\d+ answered 429 for \/api\//);
  });

  it('is left alone when the pause is too long', async () => {
    hub.faults.push({ path: '/tree/', times: 9, answer: (r) => r.writeHead(429, { 'retry-after': '7200' }).end() });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /answered 429.*It asks to wait 120 minutes: run again after/s,
    );
    expect(hub.requests).toHaveLength(1);
  });

  it('is asked again after 503 and after a broken connection', async () => {
    hub.faults.push({ path: '/tree/', times: 2, answer: (r) => r.writeHead(503).end() });
    hub.faults.push({ path: '/resolve/', times: 1, answer: (r) => r.destroy() });
    expect(await all(open().rows(table))).toEqual(swahili);
  });

  it('is told of by name when it keeps failing', async () => {
    hub.faults.push({ path: '/resolve/', times: 99, answer: (r) => r.writeHead(502).end() });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /0000\.parquet on the hub: 127\.0\.0\.1:\d+ answered 502 for/,
    );
    expect(hub.requests.filter(({ path }) => path.includes('/resolve/'))).toHaveLength(5);
  });

  it('is not waited for without end', async () => {
    hub.sending.stallAfter = 1000;
    const message = await messageOf(open({ stallTimeout: 1000 }).model('stopover/small'));
    expect(message).toMatch(/model\.safetensors on the hub: 127\.0\.0\.1:\d+ sent nothing for 1 s/);
    delete hub.sending.stallAfter;
    hub.faults.push({ path: '/tree/', times: 99, answer: () => {} });
    expect(await messageOf(all(open({ stallTimeout: 1000 }).rows(table)))).toMatch(/nli, sw on the hub.*sent nothing/);
  });

  it('has its host named when there is no answer', async () => {
    const { endpoint } = hub;
    await hub[Symbol.asyncDispose]();
    const message = await messageOf(all(open({ endpoint }).rows(table)));
    expect(message).toMatch(/stopover\/nli.*no answer from 127\.0\.0\.1.*Check the network.*HF_HUB_OFFLINE=1/s);
  });

  it('is not believed when it gives another file than it lists', async () => {
    const path = '0000.parquet';
    hub.faults.push({
      path,
      times: 1,
      answer: (r) => r.writeHead(200, { etag: `W/"${'0'.repeat(64)}"` }).end('other'),
    });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /0000\.parquet.*gives a file with hash 0{64}, where it listed/,
    );
    hub.requests.length = 0;
    // The listing was forgotten, and is asked for anew.
    expect(await all(open().rows(table))).toEqual(swahili);
    expect(hub.requests.some(({ path }) => path.includes('/tree/'))).toBe(true);
  });

  it('is told of when what it sends stays too short', async () => {
    hub.storage.set(sha256(shards[0]), shards[0].subarray(0, 50));
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /0000\.parquet.*50 of \d+ was asked for, and the answer is 416/,
    );
  });

  it('has bytes with another hash refused, and nothing of them kept', async () => {
    const spoiled = Buffer.from(shards[0]);
    spoiled.writeUInt8(spoiled.readUInt8(9) ^ 1, 9);
    hub.storage.set(sha256(shards[0]), spoiled);
    const failed = all(open().rows(table));
    await expect(failed).rejects.toThrow(DataError);
    await expect(failed).rejects.toThrow(/sw\/test\/0000\.parquet.*sha256 hash is .*the hub promised/s);
    expect(await readdir(join(hub.cache, 'datasets--stopover--nli', 'blobs'))).toEqual([]);
  });

  it('may not fill the disk with a file that it cannot hold', async () => {
    const huge = [
      {
        type: 'file',
        path: 'sw/test/0000.parquet',
        size: 1,
        oid: '0'.repeat(40),
        lfs: { oid: 'f'.repeat(64), size: 1e17 },
      },
    ];
    hub.faults.push({
      path: '/tree/',
      times: 1,
      answer: (r) => r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(huge)),
    });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /a file needs 100,000,000,000 MB, and the disk has [\d,]+ MB free.*HF_HOME/s,
    );
  });
});

describe('what stands in the place of a hub', () => {
  const page = '<!DOCTYPE html><title>Welcome to the hotel</title>';
  it.each([
    ['the login page of a network', 200, { 'content-type': 'text/html; charset=utf-8' }],
    ['a page that does not say so', 200, { 'content-type': 'application/json' }],
    ['a proxy that refuses', 403, { 'content-type': 'text/html' }],
    ['a gateway that wants a login', 511, { 'content-type': 'text/html' }],
  ])('is told: %s', async (_, status, headers) => {
    hub.faults.push({ path: '/tree/', times: 9, answer: (r) => r.writeHead(status, headers).end(page) });
    const message = await messageOf(all(open({ token: 'hf_mine' }).rows(table)));
    expect(message).toMatch(
      /127\.0\.0\.1:\d+ answered with a web page \(\d+\) in place of data.*login.*proxy.*--mirror/s,
    );
    expect(message).not.toContain('Unexpected token');
    expect(hub.requests).toHaveLength(1);
  });

  it('is told of a file too', async () => {
    const answer: FakeAnswer = (r) => r.writeHead(200, { 'content-type': 'text/html' }).end(page);
    hub.faults.push({ path: '/resolve/', times: 9, answer });
    expect(await messageOf(all(open().rows(table)))).toMatch(/0000\.parquet on the hub: .* a web page/);
  });

  it('is asked no more than twice where no way leads to it, and a mirror is named', async () => {
    const { endpoint } = hub;
    await hub[Symbol.asyncDispose]();
    const pauses: HubPause[] = [];
    const message = await messageOf(open({ endpoint, onPause: (pause) => pauses.push(pause) }).model('stopover/small'));
    expect(message).toMatch(/no answer from 127\.0\.0\.1.*ECONNREFUSED.*--mirror DIR/s);
    expect(pauses).toHaveLength(1);
  });

  it.each([
    ['an object id', { oid: '../../../escaped' }],
    ['an object id of LFS', { lfs: { oid: '../'.repeat(20), size: 3, pointerSize: 1 } }],
    ['a path', { path: 'sw/test/../../../0000.parquet' }],
    ['a path with a backslash', { path: 'sw/test/..\\0000.parquet' }],
  ])('writes nothing outside of the cache by %s', async (_, odd) => {
    const entry = { type: 'file', path: 'sw/test/0000.parquet', size: 3, oid: '0'.repeat(40), ...odd };
    const listing = JSON.stringify([entry]);
    const answer: FakeAnswer = (r) => r.writeHead(200, { 'content-type': 'application/json' }).end(listing);
    hub.faults.push({ path: '/tree/', times: 1, answer });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /the hub lists ".*" with (an object id|a path) that is none/,
    );
    expect(hub.requests.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  });
});

describe('access', () => {
  const refusal = (repo: string, more: object = {}) => messageOf(all(open(more).rows({ ...table, repo })));

  it('is explained without a token', async () => {
    expect(await refusal('stopover/secret')).toMatch(/no token was sent \(401\).*If it is private, set HF_TOKEN/s);
    expect(await refusal('stopover/gated')).toMatch(
      /gated, and no token was sent \(401\).*Accept its terms on http.*\/datasets\/stopover\/gated/s,
    );
  });

  it('is explained with a token, which is never printed', async () => {
    const wrong = await refusal('stopover/secret', { token: 'hf_wrong' });
    expect(wrong).toMatch(
      /refused \(401\), with the token that was sent: there is no such repository, or it is private/,
    );
    expect(wrong).toMatch(/valid token/);
    expect(wrong).not.toContain('hf_wrong');
    const gated = await refusal('stopover/gated', { token });
    expect(gated).toMatch(/gated, and the token's account was not let in \(403\)/);
    expect(gated).not.toContain(token);
    expect(await refusal('stopover/none', { token })).toMatch(/no such data set.*\(404\)/);
    expect(await all(open({ token }).rows({ ...table, repo: 'stopover/secret' }))).toEqual(swahili);
  });

  it.each([
    [403, 'DisabledRepo', /the hub has disabled it \(403\)\. No token opens it/],
    [401, 'RepoNotFound', /no such repository, or it is private.*Check the name/s],
    [403, 'GatedRepo', /it is gated, and the token's account was not let in \(403\)/],
    [404, 'RevisionNotFound', /no such revision \(404\)/],
    [403, '', /access was refused \(403\), with the token that was sent/],
  ])('is told by the hub’s own code: %d %s', async (status, code, message) => {
    hub.faults.push({
      path: '/resolve/',
      times: 1,
      answer: (r) => r.writeHead(status, { 'x-error-code': code }).end(),
    });
    expect(await messageOf(all(open({ token: 'hf_mine' }).rows(table)))).toMatch(message);
  });

  it('tells what is not there: revision, file', async () => {
    const revision = await messageOf(all(open().rows({ ...table, revision: 'v9' })));
    expect(revision).toMatch(/nli, revision v9 on the hub: the hub knows no such revision \(404\)/);
    hub.faults.push({
      path: '/resolve/',
      times: 1,
      answer: (r) => r.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end(),
    });
    expect(await messageOf(all(open().rows(table)))).toMatch(
      /0000\.parquet on the hub: the repository has no such file/,
    );
  });

  it('sends the token to the hub, and not to storage', async () => {
    await all(open({ token }).rows(table));
    const storage = hub.requests.filter(({ path }) => /^\/[0-9a-f]{64}/.test(path));
    const api = hub.requests.filter(({ path }) => path.startsWith('/api/') || path.includes('/resolve/'));
    expect(storage.length).toBeGreaterThan(0);
    expect(storage.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(api.every(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true);
  });

  it('sends no token along when a question is sent elsewhere', async () => {
    await using other = await smallHub();
    hub.faults.push({
      path: '/api/',
      times: 9,
      answer: (r) => r.writeHead(307, { location: `${other.endpoint}${hub.requests.at(-1)?.path ?? ''}` }).end(),
    });
    await open({ token }).has(table);
    expect(other.requests.length).toBeGreaterThan(0);
    expect(other.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('shows neither a token nor a password that cannot be sent', async () => {
    const options = { endpoint: hub.endpoint, cache: hub.cache };
    for (const wrong of [
      { token: 'hf_secret\nnext' },
      { endpoint: 'http://me:hf_secret@localhost' },
      { endpoint: 'hf_secret' },
    ]) {
      const make = () => hubSource({ ...options, ...wrong });
      expect(make).toThrow(RequestError);
      expect(make).not.toThrow(/hf_secret/);
    }
  });
});
