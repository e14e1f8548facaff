// A Slurm that does not answer for a while, and one that forgets jobs as soon as they have ended.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Job, JobEvent } from '@stopover/core';
import { JobFolder, startSlurm, stepsOnce } from '@stopover/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { slurmExecutor } from './index.ts';
import { settingOf } from './slurm-programs.ts';

const started = await startSlurm({ minJobAge: 2 });
const here = typeof started === 'string' ? undefined : started;
if (here) Object.assign(process.env, here.env);
afterAll(async () => here?.[Symbol.asyncDispose](), 60_000);

const executor = slurmExecutor();
let folder: JobFolder;
const place = () => ({ folder: join(folder.path, 'executors'), settings: { poll: 1, time: 10 } });

beforeEach(async () => {
  folder = new JobFolder(await mkdtemp(join(tmpdir(), 'stopover-forgetful-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await executor.queue?.cancel(place());
  await rm(folder.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** Runs jobs; what was told, and apart from that what was told in words. */
async function run(jobs: readonly Job[], onEvent: (event: JobEvent) => Promise<void> = async () => undefined) {
  const [events, noted]: [string[], string[]] = [[], []];
  const signal = new AbortController().signal;
  const options = { ...place(), processes: null, threads: 1, signal, look: folder.look };
  for await (const event of executor.run(jobs, options)) {
    if (event.type === 'note') noted.push(event.text);
    else events.push(`${event.type} ${event.key}`);
    await onEvent(event);
  }
  return { events, noted };
}

const hasSteps = (key: string, count: number) =>
  expect.poll(async () => (await folder.steps(key)).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);

describe.skipIf(!here)(`a Slurm${here ? '' : ` (skipped: ${started})`}`, { timeout: 200_000 }, () => {
  it('that forgets at once is made up for by the store, which is looked at again before a job is made again', async () => {
    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    const { stdout } = await promisify(execFile)('which', ['squeue']);
    const script = `#!/bin/bash\n${stdout.trim()} "$@" | grep -E 'PENDING|CONFIGURING|RUNNING|COMPLETING|REQUEUE'; exit "\${PIPESTATUS[0]}"\n`;
    await writeFile(join(bin, 'squeue'), script);
    await chmod(join(bin, 'squeue'), 0o755);
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
    expect(await settingOf('MinJobAge')).toBe('2');
    let killed = false;
    const jobs = [folder.job('a', { steps: 20, pause: 100 }), folder.job('b', { steps: 20, pause: 100 })];
    const began = performance.now();
    const { events, noted } = await run(jobs, async (event) => {
      if (killed || event.type !== 'start' || event.key !== 'b') return;
      killed = true;
      await hasSteps('b', 2);
      // With the script that would have written down how it ended.
      const [child = 0] = await folder.starts('b');
      const [, parent] = /^PPid:\t(\d+)$/m.exec(await readFile(`/proc/${child}/status`, 'utf8')) ?? [];
      for (const pid of [Number(parent), child]) process.kill(pid, 'SIGKILL');
    });
    expect([...events].sort()).toEqual(['done a', 'done b', 'start a', 'start b']);
    expect(noted).toEqual(['"the job b" goes on in another job: nothing is known of the last one.']);
    // Half a minute: until then a network disk might have shown an end.
    expect(performance.now() - began).toBeGreaterThan(30_000);
    for (const key of ['a', 'b']) expect(await folder.steps(key)).toEqual(stepsOnce(20));
    expect((await readdir(join(place().folder, 'logs'))).map((name) => name.replace(/~.*/, '')).sort()).toEqual([
      'a',
      'b',
      'b',
    ]);
  });

  it('that is away is made up for by the store, and the run goes on when it is back', async () => {
    const jobs = [folder.job('a', { steps: 40, pause: 500 }), folder.job('b', { after: ['a'] })];
    const { events, noted } = await run(jobs, async (event) => {
      if (event.type === 'start' && event.key === 'a') {
        // By then the controller has written down that the job runs.
        await hasSteps('a', 16);
        await here?.kill('slurmctld');
      }
      if (event.type === 'done' && event.key === 'a') setTimeout(() => here?.revive('slurmctld'), 15_000);
    });
    expect(events).toEqual(['start a', 'done a', 'start b', 'done b']);
    expect(noted).toEqual([expect.stringContaining('Slurm does not answer'), 'Slurm answers again.']);
  });
});
