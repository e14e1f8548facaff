import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, endOf, startCommand, stopover } from '../fixtures/command.ts';
import { type SmallWorld, smallWorld } from '../fixtures/small-study.ts';

let world: SmallWorld;

beforeAll(async () => {
  build();
  world = await smallWorld();
}, 180_000);

afterAll(() => world?.[Symbol.asyncDispose]());

/** What the tests read of the document that `run --json` prints. */
interface RunDocument {
  readonly answer: { readonly headline: string; readonly lines: readonly { readonly text: string }[] };
  readonly summary: readonly object[];
  readonly report: { readonly html: string };
  readonly done: number;
  readonly cached: number;
}

const documentOf = ({ stdout }: { readonly stdout: string }): RunDocument => JSON.parse(stdout);

const command = (name: string, ...args: string[]) =>
  stopover([name, world.study, '--mirror', world.mirror, '--store', join(world.folder.path, 'store'), ...args]);

describe('a study', { timeout: 180_000 }, () => {
  it('is planned without running anything', () => {
    const planned = command('plan', '--json');
    expect(planned.stderr).toBe('');
    const document: unknown = JSON.parse(planned.stdout);
    expect(document).toMatchObject({ study: 'small', source: 'mirror', toRun: { stages: 9 }, unavailable: [] });
    const table = command('plan');
    expect(table.stdout).toContain('copa → mnli, seed 1');
    expect(table.stdout).toContain('9 to run');
  });

  it('is run, reported, and found done when it is run again', async () => {
    const first = command('run', '--json');
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toContain('9 stages, 0 of them done: 9 to run');
    const done = documentOf(first);
    expect(done).toMatchObject({ study: 'small', failed: [], done: 9, cached: 0, backend: 'cpu' });
    const page = await readFile(done.report.html, 'utf8');
    expect(page).toContain(done.answer.lines[0]?.text.slice(0, 8));

    const second = command('run');
    expect(second.stderr).toBe('9 stages, 9 of them done: 0 to run.\n');
    expect(second.stdout).toContain(done.answer.headline);
    expect(second.stdout).toContain(`Report: ${done.report.html}`);
    expect(await readFile(done.report.html, 'utf8')).toBe(page);

    const again = stopover(['report', join(world.folder.path, 'store'), '--out', join(world.folder.path, 'again')]);
    expect(again.status).toBe(0);
    expect(await readFile(join(world.folder.path, 'again/index.html'), 'utf8')).toBe(page);
    expect((await stat(join(world.folder.path, 'again/results.csv'))).size).toBeGreaterThan(0);
    // The study file lies beside the page, and the item explorer knows the right answers.
    const study = await readFile(join(world.folder.path, 'again/study.yaml'), 'utf8');
    expect(page).toContain(`SHA-256 ${createHash('sha256').update(study).digest('hex')}`);
    expect(await readFile(join(world.folder.path, 'again/items.html'), 'utf8')).toMatch(/"gold":"[012]"/);
  });

  it('gives the same scores in another store', () => {
    const run = (store: string) => documentOf(command('run', '--json', '--store', join(world.folder.path, store)));
    expect(run('another').summary).toEqual(run('store').summary);
  });

  it('that was killed goes on where it was, with the same scores', async () => {
    const store = join(world.folder.path, 'killed');
    const args = ['run', world.study, '--mirror', world.mirror, '--store', store];
    const killed = startCommand(args);
    await until(async () => (await finishedStages(store)).length >= 2);
    killed.kill('SIGKILL');
    for (const pid of await owners(store)) killIfAlive(pid);
    const before = await finishedStages(store);

    const resumed = stopover([...args, '--json']);
    expect(resumed.status).toBe(0);
    expect(documentOf(resumed).cached).toBe(before.length);
    expect(documentOf(resumed).summary).toEqual(documentOf(command('run', '--json')).summary);
  });

  it('that is interrupted says so, leaves no process behind, and goes on', async () => {
    const store = join(world.folder.path, 'interrupted');
    const args = ['run', world.study, '--mirror', world.mirror, '--store', store];
    const stopped = startCommand(args);
    await until(async () => (await owners(store)).length > 0);
    stopped.kill('SIGINT');
    expect(await endOf(stopped)).toMatchObject({ status: 130, stderr: expect.stringContaining('goes on from here') });
    for (const pid of await owners(store)) expect(isAlive(pid)).toBe(false);
    expect(stopover(args).status).toBe(0);
  });
});

const stages = (store: string) => readdir(join(store, 'stages')).catch(() => []);

const finishedStages = async (store: string) => (await stages(store)).filter((name) => /^[0-9a-f]{64}$/.test(name));

/** Process ids in the names of the files by which running stages are owned. */
async function owners(store: string): Promise<readonly number[]> {
  const locks = (await stages(store)).filter((name) => name.endsWith('.owner'));
  const names = await Promise.all(locks.map((name) => readdir(join(store, 'stages', name)).catch(() => [])));
  return names.flat().flatMap((name) => /^[^,]*,(\d+),/.exec(name)?.slice(1).map(Number) ?? []);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function killIfAlive(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(50);
}
