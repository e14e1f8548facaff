import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sha256 } from '@stopover/files';
import { copa } from '@stopover/task-copa';
import { mnli } from '@stopover/task-mnli';
import { type FakeHub, fakeHub, fakeMirror } from '@stopover/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, endOf, startCommand, stopover } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld, studyText } from '../fixtures/small-study.ts';

let world: SmallWorld;
let hub: FakeHub;
let study: string;
let weights: Buffer;
/** `HF_HOME` of a test: empty at its start. */
let home: string;
let homes = 0;

beforeAll(async () => {
  build();
  world = await smallWorld();
  await cp(join(world.folder.path, 'model'), join(world.mirror, 'models', 'small'), { recursive: true });
  weights = await readFile(join(world.mirror, 'models', 'small', 'model.safetensors'));
  const datasets = ['nyu-mll/multi_nli', 'aps/super_glue', 'facebook/xnli'];
  const commits = Object.fromEntries([mnli, copa].map(({ source }) => [source.repo, String(source.revision)]));
  hub = await fakeHub(await fakeMirror(world.mirror, { datasets, models: ['small'], commits }), token);
  study = await world.folder.write('hub-study.yaml', studyText.replace('./model', 'mirror/small'));
}, 180_000);

beforeEach(() => {
  home = join(world.folder.path, `home-${homes++}`);
  hub.requests.length = 0;
});

afterAll(async () => {
  await hub?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});

const token = 'hf_secretOfTheTest';
const start = (name: string, store: string, env: Readonly<Record<string, string>> = {}) =>
  startCommand([name, study, '--store', join(world.folder.path, store), '--json'], {
    env: { HF_ENDPOINT: hub.endpoint, HF_HOME: home, HF_TOKEN: token, ...env },
  });
const run = (...args: Parameters<typeof start>) => endOf(start(...args));

const blobs = () => join(home, 'hub', 'models--mirror--small', 'blobs');
const parts = async () => (await readdir(blobs()).catch(() => [])).filter((name) => name.endsWith('.incomplete'));
/** Waits until some of the weights have arrived, and gives how many bytes. */
async function begun(): Promise<number> {
  for (;;) {
    const [part] = await parts();
    const size = part?.startsWith(sha256(weights)) ? (await stat(join(blobs(), part))).size : 0;
    if (size > 0) return size;
    await setTimeout(20);
  }
}
const rangesOfWeights = () =>
  hub.requests.filter(({ path }) => path.startsWith(`/${sha256(weights)}`)).map(({ range }) => range ?? 'whole');

describe('a study from the hub', { timeout: 240_000 }, () => {
  it.each(['SIGKILL', 'SIGINT'] as const)('goes on in the middle of a download after %s', async (signal) => {
    hub.sending.stallAfter = Math.floor(weights.length / 2);
    const first = start('plan', `store-${signal}`);
    const ended = endOf(first);
    const size = await begun();
    first.kill(signal);
    await ended;
    delete hub.sending.stallAfter;
    const { status, stderr } = await run('plan', `store-${signal}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Bytes may have arrived between the look at the file and the signal.
    const [whole, rest = ''] = rangesOfWeights();
    expect(whole).toBe('whole');
    const from = Number(/^bytes=(\d+)-$/.exec(rest)?.[1]);
    expect(from).toBeGreaterThanOrEqual(size);
    expect(from).toBeLessThanOrEqual(weights.length / 2);
    expect(await parts()).toEqual([]);
  });

  it('is fetched once by processes that start together', async () => {
    const ends = await Promise.all(['a', 'b', 'c'].map((name) => run('plan', `store-${name}`)));
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
    const files = hub.requests.filter(({ range }) => range === undefined).map(({ path }) => path);
    const fetched = files.filter((path) => /^\/[0-9a-f]{64}/.test(path));
    expect(fetched.length).toBeGreaterThan(5);
    expect(new Set(fetched).size).toBe(fetched.length);
  });

  it('is fetched where there is a network, and is planned and run offline from the cache', async () => {
    const fetched = start('fetch', 'store-fetched');
    let printed = '';
    fetched.stdout?.on('data', (part: Buffer) => {
      printed += part.toString('utf8');
    });
    const { status, stderr } = await endOf(fetched);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const told = JSON.parse(printed);
    expect(told).toMatchObject({ source: 'hub', models: [{ id: 'mirror/small' }], unavailable: [] });
    expect(new Set(told.tables.map(({ repo }: { repo: string }) => repo))).toEqual(
      new Set(['nyu-mll/multi_nli', 'aps/super_glue', 'facebook/xnli']),
    );
    hub.requests.length = 0;
    for (const name of ['plan', 'run']) {
      const offline = await run(name, 'store-offline', { HF_HUB_OFFLINE: '1' });
      expect(offline.status, offline.stderr).toBe(0);
      expect(offline.stderr).not.toContain(token);
    }
    expect(hub.requests).toEqual([]);
    const report = await readFile(join(world.folder.path, 'store-offline/reports/small/report.md'), 'utf8');
    expect(report).toMatch(/\*\*xnli\.\*\* Conneau.*Data: facebook\/xnli, commit [0-9a-f]{40}; licence: CC-BY-NC-4\.0/);
  });

  it('says what a mirror has not', async () => {
    const more = await world.folder.write('more.yaml', studyText.replace('[sw, tr]', '[sw, de]'));
    const { status, stdout } = stopover(['fetch', more, '--mirror', world.mirror, '--store', 'unused'], {
      cwd: world.folder.path,
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^small reads 1 model, \d+ tables: all here, from the source mirror\.\n/);
    expect(stdout).toMatch(/Not available: xnli in de, .*: .*de/);
  });

  it('says offline what is missing from an empty cache', async () => {
    await mkdir(home);
    const { status, stderr } = await run('plan', 'store-empty', { HF_HUB_OFFLINE: '1' });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^stopover: mirror\/small, revision main: it is not in the cache .*without HF_HUB_OFFLINE/);
    expect(hub.requests).toEqual([]);
  });

  it('names neither token nor stack when the token is wrong', async () => {
    hub.faults.push({ path: '/api/', times: 1, answer: (r) => r.writeHead(401).end() });
    const { status, stderr } = await run('plan', 'store-refused');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^stopover: mirror\/small, revision main on the hub: access was refused \(401\)/);
    expect(stderr).not.toContain(token);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
