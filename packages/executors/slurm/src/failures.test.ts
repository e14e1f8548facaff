// What a cluster does to jobs, on a Slurm of this machine. The tests run beside each other, since they wait most of the time;
// one that takes a node away has a pair of nodes of its own.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, JobEvent } from '@stopover/core';
import { JobFolder, startSlurm, stepsOnce } from '@stopover/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { slurmExecutor } from './index.ts';

const started = await startSlurm({ pairs: 5 });
const here = typeof started === 'string' ? undefined : started;
if (here) Object.assign(process.env, here.env);
afterAll(async () => here?.[Symbol.asyncDispose](), 60_000);

/** Waits until a claim holds; one of a test that runs beside others. */
const until = (claim: () => Promise<void>): Promise<void> => vi.waitFor(claim, { timeout: 120_000, interval: 200 });

const executor = slurmExecutor();
type Settings = Readonly<Record<string, unknown>>;
type JobLook = Parameters<typeof executor.run>[1]['look'];

/** A folder that stands for a store, and runs over on. */
class Bench implements AsyncDisposable {
  readonly folder: JobFolder;
  readonly #settings: Settings;
  /** What was told in words. */
  readonly noted: string[] = [];

  constructor(folder: JobFolder, settings: Settings) {
    this.folder = folder;
    this.#settings = settings;
  }

  place = (settings: Settings = {}) => ({
    folder: join(this.folder.path, 'executors'),
    settings: { poll: 1, time: 10, ...this.#settings, ...settings },
  });

  /** Runs jobs and gives what was told, but for the notes. */
  async run(
    jobs: readonly Job[],
    settings: Settings = {},
    signal = new AbortController().signal,
    look: JobLook = this.folder.look,
  ): Promise<readonly JobEvent[]> {
    const events: JobEvent[] = [];
    const options = { ...this.place(settings), processes: null, threads: 1, signal, look };
    for await (const event of executor.run(jobs, options)) {
      if (event.type === 'note') this.noted.push(event.text);
      else events.push(event);
    }
    return events;
  }

  hasSteps = (key: string, count: number) =>
    until(async () => expect((await this.folder.steps(key)).length).toBeGreaterThanOrEqual(count));

  /** The node on which a job of a key runs. */
  async nodeOf(key: string): Promise<string> {
    const jobs = (await executor.queue?.list(this.place())) ?? [];
    return /on (n\d+)/.exec(jobs.find((job) => job.key === key)?.state ?? '')?.[1] ?? '';
  }

  async idsOf(key: string): Promise<readonly string[]> {
    const logs = (await executor.queue?.logs(this.place(), key)) ?? [];
    return logs.map((path) => /~(\d+(?:_\d+)?)\.out$/.exec(path)?.[1] ?? '');
  }

  /** A job of this script. */
  scripted = (key: string, script: string, memory = 300): Job => ({
    ...this.folder.job(key),
    command: [process.execPath, '-e', script, this.folder.path],
    resources: { threads: 1, memory, gpus: 0, seconds: null },
  });

  async [Symbol.asyncDispose](): Promise<void> {
    await executor.queue?.cancel(this.place());
    await rm(this.folder.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

const bench = async (settings: Settings = {}) =>
  new Bench(new JobFolder(await mkdtemp(join(tmpdir(), 'stopover-failures-'))), settings);

const told = (events: readonly JobEvent[]): readonly string[] =>
  events.map((event) => ('key' in event ? `${event.type} ${event.key}` : event.type));

const ask = async (program: string, ...args: readonly string[]): Promise<string> =>
  (await here?.ask(program, ...args)) ?? '';

const skipped = here ? '' : ` (skipped: ${started})`;

describe.skipIf(!here).concurrent(`on a cluster${skipped}`, { timeout: 300_000 }, () => {
  it('goes on after its time limit, and says when that is too short for one step', async () => {
    await using on = await bench({ time: 1 });
    const { folder, noted } = on;
    const long = folder.job('long', { steps: 110, pause: 1000 });
    const events = await on.run([long, folder.job('stuck', { steps: 1, pause: 170_000 })]);
    expect([...told(events)].sort()).toEqual(['done long', 'fail stuck', 'start long', 'start stuck']);
    expect(await folder.steps('long')).toEqual(stepsOnce(110));
    expect(await on.idsOf('long')).toHaveLength(2);
    expect(noted).toContain('"the job long" goes on in another job: the time of the last one was up.');
    const reason = expect.stringMatching(/time limit \(1\) was up twice.*`time` under `slurm`/s);
    expect(events).toContainEqual({ type: 'fail', key: 'stuck', reason });
  });

  it('goes on when the daemon of its node is killed, whose process lives on: no step is made twice', async () => {
    await using on = await bench({ partition: 'pair1' });
    const running = on.run([on.folder.job('a', { steps: 60, pause: 1000 })]);
    await on.hasSteps('a', 1);
    await here?.kill(await on.nodeOf('a'));
    expect(told(await running)).toEqual(['start a', 'done a']);
    expect(await on.folder.steps('a')).toEqual(stepsOnce(60));
    expect(await on.folder.starts('a')).toHaveLength(1);
  });

  it('is submitted again without the lost node where Slurm does not put it back', async () => {
    await using on = await bench({ partition: 'pair2', options: ['--no-requeue'] });
    const running = on.run([on.folder.job('a', { steps: 50, pause: 1000 })]);
    await on.hasSteps('a', 1);
    const node = await on.nodeOf('a');
    await here?.kill(node);
    expect(told(await running)).toEqual(['start a', 'done a']);
    expect(on.noted).toEqual(['"the job a" goes on in another job: the last one has lost its node.']);
    expect(await readFile(join(on.place().folder, 'scripts/a.sh'), 'utf8')).toContain(`#SBATCH --exclude=${node}\n`);
    expect(await on.folder.steps('a')).toEqual(stepsOnce(50));
  });

  it('says that a job needs more memory than it may have, and what to set', async () => {
    await using on = await bench();
    const greedy = on.scripted('greedy', 'const a = []; setInterval(() => a.push(Buffer.alloc(5e7, 1)), 50)', 200);
    const [, end] = await on.run([greedy]);
    const reason = expect.stringMatching(/more memory than the 200 MB.*`memory` under `slurm`.*greedy~\d+\.out/s);
    expect(end).toEqual({ type: 'fail', key: 'greedy', reason });
  });

  it('goes on under its number after it was preempted, without the two minutes of a job that was put back', async () => {
    await using on = await bench({ partition: 'pair3' });
    const running = on.run([on.folder.job('a', { steps: 40, pause: 500 })]);
    await on.hasSteps('a', 2);
    const urgent = [
      '--parsable',
      '-p',
      'urgent3',
      '-w',
      await on.nodeOf('a'),
      '-c',
      '2',
      '--mem=100M',
      '-o',
      '/dev/null',
    ];
    await ask('sbatch', ...urgent, '--wrap', 'sleep 5');
    const began = Date.now();
    expect(told(await running)).toEqual(['start a', 'done a']);
    expect(Date.now() - began).toBeLessThan(110_000);
    expect(await on.folder.steps('a')).toEqual(stepsOnce(40));
    expect(await on.folder.starts('a')).toHaveLength(2);
    expect(await on.idsOf('a')).toHaveLength(1);
  });

  it('waits while Slurm takes no more, and fails what it refuses for good', async () => {
    await using on = await bench({ partition: 'pair5' });
    await ask('scontrol', 'update', 'PartitionName=pair5', 'State=INACTIVE');
    const running = on.run([on.folder.job('a')]);
    await until(async () => expect(on.noted).toHaveLength(1));
    await ask('scontrol', 'update', 'PartitionName=pair5', 'State=UP');
    expect(told(await running)).toEqual(['start a', 'done a']);
    expect(on.noted[0]).toMatch(/takes no more jobs for now.*inactive/);
    const [refused] = await on.run([on.folder.job('b')], { partition: 'nowhere' });
    const reason = expect.stringMatching(/Slurm refuses it.*invalid partition.*`slurm` in the study file/is);
    expect(refused).toEqual({ type: 'fail', key: 'b', reason });
  });

  it('gets jobs with the same needs as arrays, no larger than it takes, whose tasks another run takes up', async () => {
    await using on = await bench({ partition: 'pair4' });
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const jobs = keys.map((key) => on.folder.job(key, { steps: 10, pause: 300 }));
    const stop = new AbortController();
    const left = on.run(jobs, {}, stop.signal);
    await on.hasSteps('a', 1);
    stop.abort();
    await left;
    const scripts = (await readdir(join(on.place().folder, 'scripts'))).filter((name) => name.startsWith('array-'));
    const texts = await Promise.all(scripts.map((name) => readFile(join(on.place().folder, 'scripts', name), 'utf8')));
    expect(texts.map((text) => /--array=(\S+)/.exec(text)?.[1]).sort()).toEqual(['0-2', '0-3']);
    const queued = (await executor.queue?.list(on.place())) ?? [];
    // Two processors on each of two nodes.
    expect(queued.filter(({ running }) => !running).length).toBeGreaterThan(0);
    expect(new Set(queued.map(({ id }) => id.replace(/_\d$/, ''))).size).toBe(2);
    const events = await on.run(jobs);
    expect(told(events).filter((one) => one.startsWith('done')).length).toBe(7);
    expect(on.noted).toEqual([expect.stringMatching(/^Taken up: [4-7] of an earlier run/)]);
    for (const key of keys) {
      expect(await on.folder.steps(key)).toEqual(stepsOnce(10));
      expect(await on.folder.starts(key)).toHaveLength(1);
      expect(await on.idsOf(key)).toEqual([expect.stringMatching(/^\d+_[0-3]$/)]);
    }
  });

  it('is shared by two runs at once, and nothing is submitted twice', async () => {
    await using on = await bench();
    const jobs = ['a', 'b', 'c'].map((key) => on.folder.job(key, { steps: 5, pause: 200 }));
    const both = await Promise.all([on.run(jobs), on.run([...jobs, on.folder.job('d', { after: ['c'] })])]);
    expect(both.map((events) => told(events).filter((one) => one.startsWith('done')).length)).toEqual([3, 4]);
    for (const key of ['a', 'b', 'c', 'd']) expect(await on.idsOf(key)).toHaveLength(1);
  });

  it('is not cancelled by a run that has what it wants of it where another wants more', async () => {
    await using on = await bench();
    let isGivenOver = false;
    let looks = 0;
    // It looks the moment before the work is done, and again when another has given over its own.
    const less = on.run([on.folder.job('a', { steps: 5, pause: 200 })], {}, undefined, async (key) => {
      const standing = await on.folder.look(key);
      if (!standing.done || looks++ > 0) return standing;
      await until(async () => expect(isGivenOver).toBe(true));
      return { ...standing, done: false };
    });
    await on.hasSteps('a', 1);
    const further = on.scripted('a', `require('node:fs').writeFileSync(process.argv[1] + '/more', '')`);
    const more = on.run([further], { options: ['--hold'] }, undefined, async () => ({
      ...{ done: existsSync(join(on.folder.path, 'more')), progress: 0 },
    }));
    let held = '';
    await until(async () => {
      const queued = (await executor.queue?.list(on.place())) ?? [];
      held = queued.find(({ state }) => state.includes('JobHeldUser'))?.id ?? '';
      expect(held).not.toBe('');
    });
    isGivenOver = true;
    expect(told(await less)).toEqual(['start a', 'done a']);
    await ask('scontrol', 'release', held);
    expect(told(await more)).toEqual(['start a', 'done a']);
    expect(on.noted).toContainEqual(
      expect.stringContaining('goes on in another job: the last one was of another study'),
    );
  });

  it('works through short jobs in one allocation, which goes on with what comes, and has room for the largest', async () => {
    await using on = await bench({ packs: 1 });
    const keys = Array.from({ length: 8 }, (_, i) => `short-${i}`);
    const jobs = keys.map((key, i) => on.folder.job(key, { seconds: 1, after: i > 5 ? ['short-0'] : [] }));
    const bad = on.folder.job('bad', { seconds: 1, status: 3 });
    const large = { ...bad, resources: { ...bad.resources, memory: 450 } };
    const events = await on.run([...jobs, large]);
    expect(told(events).filter((one) => one.startsWith('done')).length).toBe(8);
    expect(events).toContainEqual({ type: 'fail', key: 'bad', reason: expect.stringContaining('no such rows') });
    for (const key of keys) expect(await on.folder.steps(key)).toEqual(stepsOnce(2));
    const logs = await readdir(join(on.place().folder, 'logs'));
    expect(logs.filter((name) => name.startsWith('pack-cpu~'))).toHaveLength(1);
    expect(await readdir(join(on.place().folder, 'taken'))).toEqual([]);
    const script = await readFile(join(on.place().folder, 'scripts/queue-cpu.sh'), 'utf8');
    expect(script).toContain('#SBATCH --mem=450M\n');
  });

  it('makes the rest of the short jobs when their allocation was killed', async () => {
    await using on = await bench({ packs: 1 });
    const jobs = ['a', 'b', 'c'].map((key) => on.folder.job(key, { seconds: 2, steps: 10, pause: 500 }));
    const running = on.run(jobs);
    await on.hasSteps('a', 2);
    const [child = 0] = await on.folder.starts('a');
    const [, parent] = /^PPid:\t(\d+)$/m.exec(await readFile(`/proc/${child}/status`, 'utf8')) ?? [];
    for (const pid of [Number(parent), child]) process.kill(pid, 'SIGKILL');
    expect(told(await running).filter((one) => one.startsWith('done')).length).toBe(3);
    for (const key of ['a', 'b', 'c']) expect(await on.folder.steps(key)).toEqual(stepsOnce(10));
  });
});

describe.skipIf(!here)(`in an allocation${skipped}`, { timeout: 300_000 }, () => {
  it('does not bind its jobs to that', async () => {
    await using on = await bench({ setup: ['export FROM_SETUP=1'] });
    const script = `require('node:fs').writeFileSync(process.argv[1] + '/env.json', JSON.stringify(process.env))`;
    Object.assign(process.env, {
      SLURM_CPU_BIND: 'mask_cpu:0x1',
      SBATCH_PARTITION: 'urgent1',
      SLURM_JOB_ID: '1',
      KEPT: 'yes',
    });
    try {
      await on.run([on.scripted('a', script)]);
    } finally {
      for (const name of ['SLURM_CPU_BIND', 'SBATCH_PARTITION', 'SLURM_JOB_ID', 'KEPT']) delete process.env[name];
    }
    const env = JSON.parse(await readFile(join(on.folder.path, 'env.json'), 'utf8'));
    expect(env).toMatchObject({ SLURM_JOB_PARTITION: 'low', KEPT: 'yes', FROM_SETUP: '1', SRUN_CPUS_PER_TASK: '1' });
    expect(env.SLURM_CPU_BIND).toBeUndefined();
    expect(env.SLURM_JOB_ID).not.toBe('1');
  });
});
