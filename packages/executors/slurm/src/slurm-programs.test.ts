import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { describe, expect, it, vi } from 'vitest';
import { tasksIn } from './array-jobs.ts';
import { readSettings } from './settings.ts';
import { accountedState, idIn, isForNow, seenIn } from './slurm-programs.ts';
import { type EndedJob, verdictOn } from './verdict.ts';

describe('what Slurm prints', () => {
  it.each([
    ['4711\n', '4711'],
    ['4711;cluster2\n', '4711'],
    ['Welcome to the cluster!\nYour quota: 12%\n4711\n', '4711'],
    ['no number', undefined],
  ])('is the id of a job, whatever stands around it: %j', (printed, id) => {
    expect(idIn(printed)).toBe(id);
  });

  it('is jobs, arrays among them, and noise', () => {
    const printed = `slurm: a word of the day
12|RUNNING|None|n1|stopover.0badcafe.key
12_3|PENDING|Resources||a|b
123_[4-7%2]|PENDING|Priority||array
`;
    expect(seenIn(printed)).toEqual([
      { id: '12', state: 'RUNNING', reason: 'None', nodes: 'n1', name: 'stopover.0badcafe.key' },
      { id: '12_3', state: 'PENDING', reason: 'Resources', nodes: '', name: 'a|b' },
      { id: '123_[4-7%2]', state: 'PENDING', reason: 'Priority', nodes: '', name: 'array' },
    ]);
  });

  it.each([
    ['12', undefined],
    ['12_3', [3]],
    ['123_[4-7%2]', [4, 5, 6, 7]],
    ['123_[0,2-3,9]', [0, 2, 3, 9]],
  ])('names tasks of an array, one or several: %s', (id, tasks) => {
    expect(tasksIn(id)?.tasks).toEqual(tasks);
  });

  it.each([
    ["Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", true],
    ['Unable to contact slurm controller (connect failure)', true],
    ['Slurm temporarily unable to accept job, sleeping and retrying', true],
    ['Required partition not available (inactive or drain)', true],
    ['Requested time limit is invalid (missing or exceeds some limit)', false],
    ['Invalid account or account/partition combination specified', false],
    ['Requested node configuration is not available', false],
  ])('is a refusal of the moment or for good: %s', (said, forNow) => {
    expect(isForNow(said)).toBe(forNow);
  });
});

describe('the accounting', () => {
  it.each([
    ['is there', 'echo "CANCELLED by 0"', 'CANCELLED'],
    ['has forgotten it', 'exit 0', undefined],
    ['is down', 'echo "Connection refused" >&2; exit 1', undefined],
    ['is not installed', undefined, undefined],
  ])('%s', async (_, script, state) => {
    const folder = await mkdtemp(join(tmpdir(), 'stopover-sacct-'));
    try {
      if (script !== undefined) {
        await writeFile(join(folder, 'sacct'), `#!/bin/sh\n${script}\n`);
        await chmod(join(folder, 'sacct'), 0o755);
      }
      vi.stubEnv('PATH', `${folder}:/bin`);
      if (script === undefined) vi.stubEnv('PATH', folder);
      expect(await accountedState('12')).toBe(state);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });
});

describe('the settings', () => {
  it.each([
    [90, 5400],
    ['10:30', 630],
    ['2:00:00', 7200],
    ['1-12', 129_600],
    ['1-12:30', 131_400],
  ])('take a time limit as Slurm does: %s', (time, limit) => {
    expect(readSettings({ time })).toMatchObject({ limit });
  });

  it.each([
    [{ tiem: 10 }, /slurm.*tiem.*the fields are account/s],
    [{ time: 'soon' }, /slurm\.time: must be minutes/],
    [{ setup: ['a\nb'] }, /slurm\.setup\.0: must be one line/],
    [{ partition: 'a; rm' }, /slurm\.partition: must be one word/],
    [{ options: ['exclusive'] }, /slurm\.options\.0: must begin with -/],
  ])('say what is wrong: %j', (settings, message) => {
    expect(() => readSettings(settings)).toThrow(RequestError);
    expect(() => readSettings(settings)).toThrow(message);
  });
});

describe('the end of a job', () => {
  const settings = readSettings({ time: 60 });
  const ended = (changes: Partial<EndedJob>): EndedJob => ({
    ...{ state: undefined, end: undefined, tail: '', log: 'x.out', memory: 500 },
    ...changes,
  });
  const left = (elapsed: number) => ({ id: '1', status: 75, elapsed });

  it.each<readonly [string, Partial<EndedJob>, object]>([
    ['a status of 0, whatever Slurm says', { state: 'NODE_FAIL', end: { ...left(5), status: 0 } }, { type: 'done' }],
    ['left long before its limit', { state: 'FAILED', end: left(600) }, { type: 'again', why: 'preempted' }],
    ['left at its limit', { state: 'FAILED', end: left(3400) }, { type: 'again', why: 'time' }],
    ['out of time', { state: 'TIMEOUT' }, { type: 'again', why: 'time' }],
    ['out of time, by its output', { tail: 'CANCELLED AT x DUE TO TIME LIMIT' }, { type: 'again', why: 'time' }],
    ['preempted', { state: 'PREEMPTED' }, { type: 'again', why: 'preempted' }],
    ['a lost node', { state: 'NODE_FAIL' }, { type: 'again', why: 'node' }],
    ['a node that did not start', { state: 'BOOT_FAIL' }, { type: 'again', why: 'node' }],
    ['forgotten', {}, { type: 'again', why: 'lost' }],
    ['cancelled', { state: 'CANCELLED', end: left(5) }, { type: 'fail', reason: expect.stringContaining('scancel') }],
    ['cgroups on memory', { state: 'OUT_OF_MEMORY' }, { type: 'fail', reason: expect.stringContaining('500 MB') }],
    [
      'a setup line that failed',
      { state: 'FAILED', tail: 'no module' },
      { type: 'fail', reason: expect.stringContaining('no module') },
    ],
  ])('is judged: %s', (_, changes, verdict) => {
    expect(verdictOn(ended(changes), settings)).toMatchObject(verdict);
  });
});
