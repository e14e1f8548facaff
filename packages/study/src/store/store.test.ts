import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, RequestError, StopoverError } from '@stopover/core';
import { LockLost, writeAtomic } from '@stopover/files';
import { recipe } from '@stopover/training';
import { describe, expect, it } from 'vitest';
import { childRunning } from '../fixtures/child.ts';
import { folderOf, scratch, tinyPlan } from '../fixtures/tiny-study.ts';
import type { MadeRecord } from '../records/stage-record.ts';
import { thisMachine } from '../stages/machine.ts';
import { removeLeftLocks } from './left-locks.ts';
import { openStore, type StageWriter, type Store } from './store.ts';
import { inStore } from './store-error.ts';

const key = 'a'.repeat(64);
const endlessly = await childRunning('endless-writer.ts');
const trying = await childRunning('try-to-write.ts');

const recordFor = (own: string): MadeRecord => ({
  format: 1,
  stage: {
    kind: 'train',
    key: own,
    title: 'claims, seed 1',
    from: { base: 'b'.repeat(64) },
    tokenizer: 't',
    engine: 'e',
    targetExamples: 0,
    recipe: recipe(),
    expected: { rows: 1, steps: 1, seconds: null },
    head: 'new',
    data: [
      {
        task: 'claims',
        role: 'train',
        language: 'en',
        location: { repo: 'r', revision: 'v', config: 'c', split: 's' },
        fingerprint: 'f',
      },
    ],
    mixing: null,
    shots: null,
    select: null,
    seed: 1,
  },
  made: { version: '1', ...thisMachine(), backend: 'none', threads: null, startedAt: 'then', finishedAt: 'now' },
  seconds: 1,
  steps: 1,
  examplesSeen: 1,
  truncated: 0,
  cut: [],
  skipped: [],
  outcome: { selectedStep: 1, selectionScore: null, finalLoss: null, resumedAt: 0 },
});

async function writerOf(store: Store): Promise<StageWriter> {
  const writer = await store.begin(key);
  if (writer.busy) throw new Error(`busy: ${writer.by}`);
  return writer;
}

describe('a store', () => {
  it('has a stage when it is complete and not before', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    expect(await store.find(key)).toBeUndefined();
    const writer = await writerOf(store);
    await writeFile(join(writer.folder, 'log.jsonl'), '{}\n');
    await mkdir(join(writer.folder, 'checkpoint'));
    expect(await store.find(key)).toBeUndefined();
    await writer.complete(recordFor(key));
    expect(await store.find(key)).toEqual({ ...recordFor(key), files: {} });
    expect(await readdir(store.stageFolder(key))).toEqual(['log.jsonl', 'stage.json']);
    expect(await readdir(join(folder.path, 'stages'))).toEqual([key]);
    expect(await store.resolve('aaaa')).toBe(key);
  });

  it('lets one process at a time write a stage', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    const writer = await writerOf(store);
    expect(await openStore(folder.path).begin(key)).toMatchObject({
      busy: true,
      by: expect.stringContaining(`process ${process.pid} on`),
    });
    await writeFile(join(writer.folder, 'half'), '');
    await writer.release();
    const next = await writerOf(store);
    expect(await readdir(next.folder)).toEqual(['half']);
    await next.release();
  });

  it('takes nothing from a living writer, and lets one that was taken for dead write nothing more', async () => {
    await using folder = await scratch();
    const writer = await writerOf(openStore(folder.path));
    await writeFile(join(writer.folder, 'half'), '');
    // Another process has found it silent for too long: it renames the file that says whose the stage is.
    const lock = openStore(folder.path).lockOf(key);
    const [name = ''] = await readdir(lock);
    await rename(join(lock, name), join(lock, name.replace(/[0-9a-f]{32}$/, 'f'.repeat(32))));
    await expect(writer.check()).rejects.toThrow('another process has taken over from this one');
    await expect(writer.complete(recordFor(key))).rejects.toThrow(LockLost);
    expect(writer.lost.aborted).toBe(true);
    await writer.release();
    expect(await readdir(writer.folder)).toEqual(['half']);
    expect(await readdir(lock)).toHaveLength(1);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, 100), 'is damaged'],
    ['emptied', () => '', 'is damaged'],
    ['of another version', (text: string) => text.replace('"format": 1', '"format": 9'), 'another version'],
    ['of another stage', (text: string) => text.replace(key, 'c'.repeat(64)), 'the record of another stage'],
  ])('names a stage.json that is %s and says what to do', async (_, spoil, part) => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    await (await writerOf(store)).complete(recordFor(key));
    const file = join(store.stageFolder(key), 'stage.json');
    await writeFile(file, spoil(await readFile(file, 'utf8')));
    const finding = store.find(key);
    await expect(finding).rejects.toThrow(DataError);
    await expect(finding).rejects.toThrow(part);
    await expect(finding).rejects.toThrow(`Remove the folder ${store.stageFolder(key)}`);
  });

  it.each([
    ['one byte of its weights', 'model/model.safetensors', () => 'weightz', 'is not the one that the stage'],
    ['its configuration', 'model/config.json', () => '{"a":1}', 'is not the one that the stage'],
    ['its scores', 'scores.json', () => '{}', 'is not the one that the stage'],
    ['its predictions, lost', 'predictions/xnli/de.parquet', () => undefined, 'has lost this file'],
  ])('names a stage by %s when that was changed', async (_, name, changed, part) => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    const writer = await writerOf(store);
    for (const file of ['model/model.safetensors', 'model/config.json', 'scores.json', 'predictions/xnli/de.parquet'])
      await writeAtomic(join(writer.folder, file), 'weights');
    // What a killed process left of a file that it was writing.
    await writeFile(join(writer.folder, 'scores.json.0f0f0f0f-0000-4000-8000-000000000000.tmp'), '');
    await writer.complete(recordFor(key));
    await store.verify(key, '');
    const path = join(store.stageFolder(key), name);
    const content = changed();
    await (content === undefined ? rm(path) : writeFile(path, content));
    const verifying = store.verify(key, name);
    await expect(verifying).rejects.toThrow(DataError);
    await expect(verifying).rejects.toThrow(part);
    await expect(verifying).rejects.toThrow(`Remove the folder ${store.stageFolder(key)} (rm -r) and run`);
    const [first = ''] = ['model/', 'scores.json', 'predictions/'].filter((one) => !name.startsWith(one));
    await store.verify(key, first);
    expect(await readdir(store.stageFolder(key))).toEqual(['model', 'predictions', 'scores.json', 'stage.json']);
  });

  it('names a stage that lost its stage.json', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    await (await writerOf(store)).complete(recordFor(key));
    await rm(join(store.stageFolder(key), 'stage.json'));
    await expect(store.find(key)).rejects.toThrow('has lost its stage.json');
  });

  it('keeps plans by name and gives the only one without', async () => {
    await using folder = await scratch();
    const plan = await tinyPlan(folder.path, 'targets: [xclaims]\n');
    const store = openStore(join(folder.path, 'store'));
    await expect(store.loadPlan()).rejects.toThrow(RequestError);
    await store.savePlan(plan, 'name: tiny\n');
    expect(await store.loadPlan()).toEqual(plan);
    await store.savePlan({ ...plan, study: { ...plan.study, name: 'other' } }, '');
    await expect(store.loadPlan()).rejects.toThrow('more than one study. Name one. Studies here: other, tiny.');
    await expect(store.loadPlan('tinny')).rejects.toThrow('there is no study "tinny"');
  });
});

describe('what the jobs of a plan are told', () => {
  const two = 'intermediates: [none, stories]\ntargets: [xclaims]\narms: [zero-shot, intermediate]\n';

  it('is all of their own stages and no other, and stays when another plan takes the place', async () => {
    await using folder = await scratch();
    const plan = await tinyPlan(folder.path, two);
    const store = openStore(join(folder.path, 'store'));
    const parts = await store.saveJobs(plan);
    const before = await Promise.all(plan.jobs.map(({ key }) => store.loadJob(parts.reference(key))));
    expect(before.map(({ stages }) => stages.map((stage) => stage.key))).toEqual(plan.jobs.map(({ stages }) => stages));
    expect(before.map(({ bases }) => Object.values(bases)[0])).toEqual(plan.jobs.map(() => folderOf(plan)));
    expect(before.map(({ awaited }) => awaited)).toEqual(
      plan.jobs.map(({ key }) => plan.jobs.some(({ after }) => after.includes(key))),
    );
    const other = await tinyPlan(folder.path, `${two}seeds: [2]\n`);
    await store.savePlan(other, '');
    await store.saveJobs(other);
    expect(await Promise.all(plan.jobs.map(({ key }) => store.loadJob(parts.reference(key))))).toEqual(before);
    const files = await readdir(join(store.folder, 'studies/tiny/jobs'));
    // The same plan, a time that is expected by now aside, has the same file.
    const later = plan.stages.map((stage) => ({ ...stage, expected: { ...stage.expected, seconds: 3 } }));
    await store.saveJobs({ ...plan, stages: later });
    expect([files.length, await readdir(join(store.folder, 'studies/tiny/jobs'))]).toEqual([2, files]);
  });

  it('is missed by name when it is gone, and never looked for elsewhere', async () => {
    await using folder = await scratch();
    const plan = await tinyPlan(folder.path, two);
    const store = openStore(join(folder.path, 'store'));
    const reference = (await store.saveJobs(plan)).reference(plan.jobs[0]?.key ?? '');
    await expect(store.loadJob(`../${reference}`)).rejects.toThrow('this is no reference to a job');
    await expect(store.loadJob(reference.replace(/\d+\+/, '7+'))).rejects.toThrow('is damaged');
    await rm(join(store.folder, 'studies/tiny/jobs'), { recursive: true });
    await expect(store.loadJob(reference)).rejects.toThrow('the jobs of this plan are gone');
  });
});

describe('a process killed while it writes a stage', () => {
  it('leaves no lock beside a stage that it had completed', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    await (await writerOf(store)).complete(recordFor(key));
    const other = await store.begin('e'.repeat(64));
    const left = await store.begin(key);
    await removeLeftLocks(folder.path);
    expect((await readdir(join(folder.path, 'stages'))).filter((name) => name.endsWith('.owner'))).toHaveLength(2);
    // As if this process had died: its number is another one's now.
    const [name = ''] = await readdir(store.lockOf(key));
    await rename(join(store.lockOf(key), name), join(store.lockOf(key), name.replace(/,\w+,(\w+),/, ',1,$1,')));
    await removeLeftLocks(folder.path);
    expect((await readdir(join(folder.path, 'stages'))).filter((one) => one.endsWith('.owner'))).toEqual([
      `${'e'.repeat(64)}.owner`,
    ]);
    for (const writer of [other, left]) if (!writer.busy) await writer.release();
  });

  it('leaves no stage, and what it had is there for the next', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    const [program, ...args] = endlessly(folder.path, key);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(await store.begin(key)).toMatchObject({
      busy: true,
      by: expect.stringContaining(`process ${child.pid} on`),
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(await store.find(key)).toBeUndefined();
    const began = performance.now();
    const writer = await writerOf(store);
    // "From killed to training again" is to stay under 10 s; taking the stage over is a few of its milliseconds.
    expect(performance.now() - began).toBeLessThan(5000);
    expect(existsSync(join(writer.folder, 'checkpoint', 'state'))).toBe(true);
    await writer.complete(recordFor(key));
    expect(await store.find(key)).toBeDefined();
  });
});

describe('a disk that does not take it', () => {
  it.skipIf(!existsSync('/dev/full'))('names the store when it is full (needs /dev/full)', async () => {
    const failing = inStore('results', () => writeFile('/dev/full', 'x'));
    await expect(failing).rejects.toThrow(StopoverError);
    await expect(failing).rejects.toThrow(/^store results: the disk is full\. Free some space/);
  });

  it('names the store when it is read-only, and what is there stays', async () => {
    await using folder = await scratch();
    const store = openStore(folder.path);
    await (await writerOf(store)).complete(recordFor(key));
    await chmod(folder.path, 0o755);
    await chmod(join(folder.path, 'stages'), 0o555);
    // Root may write everywhere, so the child gives its rights up first.
    const root = process.getuid?.() === 0;
    const [program, ...args] = trying(folder.path, 'd'.repeat(64), root ? '65534' : '');
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    await new Promise((resolve) => child.once('close', resolve));
    await chmod(join(folder.path, 'stages'), 0o755);
    expect(said).toMatch(/^store .*: this user may not read or write it\. Change its permissions/);
    expect(await store.find(key)).toBeDefined();
    expect(await readdir(join(folder.path, 'stages'))).toEqual([key]);
  });
});
