// Who may write after a node was lost: the locks of stages, and what Slurm knows of the jobs that hold them. Each process
// has numbers of its own (a namespace), as on a node of its own: nobody can ask the system for it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockPlace } from '@stopover/files';
import { startSlurm } from '@stopover/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { lifeOf, ownJob } from './own-job.ts';

const started = await startSlurm({ pairs: 2 });
const here = typeof started === 'string' ? undefined : started;
if (here) Object.assign(process.env, here.env);
afterAll(async () => here?.[Symbol.asyncDispose](), 60_000);

/** Waits until a claim holds; one of a test that runs beside others. */
const until = (claim: () => Promise<void>): Promise<void> => vi.waitFor(claim, { timeout: 120_000, interval: 200 });

/** Takes the lock, and then makes a step every 200 ms, each after a look whether the lock is still its own. */
const program = `
const [files, slurm, folder] = process.argv.slice(1);
const { appendFileSync, existsSync } = await import('node:fs');
const { setTimeout: sleep } = await import('node:timers/promises');
const { LockPlace } = await import(files);
const { queue } = (await import(slurm)).default.executors[0];
const own = queue.ownJob((name) => process.env[name]);
const say = (line) => appendFileSync(folder + '/log', line + ' ' + own + '\\n');
const place = new LockPlace(folder + '/stage.owner', { jobs: { own, lifeOf: queue.lifeOf } });
let lock = await place.take();
if (lock.busy) say('waits');
while (lock.busy) { await sleep(500); lock = await place.take(); }
say('owns');
try {
  for (let step = 0; !existsSync(folder + '/enough'); step++) {
    await sleep(200);
    await lock.check();
    say('step');
  }
  await lock.release();
  say('ends');
} catch (error) { say(error.name === 'LockLost' || error.constructor.name === 'LockLost' ? 'lost' : String(error)); }
`;

/** A folder with a lock, and jobs that want it. */
class Stage implements AsyncDisposable {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Submits a job that takes the lock; its id. */
  async submit(...options: readonly string[]): Promise<string> {
    const entries = ['../../../files/dist/index.js', '../dist/index.js'].map((path) => new URL(path, import.meta.url));
    const args = [process.execPath, '--input-type=module', '-e', program, ...entries.map(String), this.folder];
    const words = args.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    const script = join(this.folder, 'job.sh');
    // The number outside of the namespace, for the test to reach it.
    const lines = [
      '#!/bin/bash',
      `unshare --pid --fork --kill-child ${words} &`,
      `echo $! > ${this.folder}/$SLURM_JOB_ID.$\{SLURM_RESTART_COUNT:-0}.pid`,
      'wait',
    ];
    await writeFile(script, `${lines.join('\n')}\n`);
    const wish = ['--parsable', '--requeue', '--mem=300M', `--output=${this.folder}/%j.out`, '--open-mode=append'];
    return ((await here?.ask('sbatch', ...wish, ...options, script)) ?? '').trim();
  }

  async log(): Promise<readonly string[]> {
    const text = await readFile(join(this.folder, 'log'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  says = (line: string): Promise<void> => until(async () => expect(await this.log()).toContain(line));

  /** Sends a signal to the process in the namespace of a job. */
  async signal(job: string, name: NodeJS.Signals): Promise<void> {
    const outer = (await readFile(join(this.folder, `${job}.pid`), 'utf8')).trim();
    const [inner = outer] = (await readFile(`/proc/${outer}/task/${outer}/children`, 'utf8')).trim().split(' ');
    process.kill(Number(name === 'SIGKILL' ? outer : inner), name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await writeFile(join(this.folder, 'enough'), '');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

const stage = async () => new Stage(await mkdtemp(join(tmpdir(), 'stopover-owner-')));

const ask = async (...args: readonly string[]): Promise<string> =>
  ((await here?.ask('squeue', '-h', ...args)) ?? '').trim();

const nodeOf = (id: string): Promise<string> => ask('-j', id, '-o', '%N');

/** Waits until Slurm has put a job back into the queue, and lets it start. */
async function restart(id: string): Promise<void> {
  await until(async () => expect(await ask('-j', id, '-O', 'RestartCnt:5')).toBe('1'));
  await until(async () => {
    await here?.ask('scontrol', 'update', `JobId=${id}`, 'StartTime=now').catch(() => '');
    expect(await ask('-j', id, '-o', '%T')).toBe('RUNNING');
  });
}

describe
  .skipIf(!here)
  .concurrent(`an owner on a cluster${here ? '' : ` (skipped: ${started})`}`, { timeout: 300_000 }, () => {
    it('keeps its stage while it lives on a lost node; once it hangs, the job that came after it takes over', async () => {
      await using it = await stage();
      const id = await it.submit('--partition=pair1');
      const [before, after] = [`slurm.stopover.${id}.0`, `slurm.stopover.${id}.1`];
      await it.says(`step ${before}`);
      const node = await nodeOf(id);
      await here?.kill(node);
      await restart(id);
      await it.says(`waits ${after}`);
      const made = (await it.log()).length;
      // It shows life, however sure Slurm is that it ended: longer than a silent one of an ended job would keep it.
      await until(async () => expect((await it.log()).length).toBeGreaterThan(made + 40));
      expect(await it.log()).not.toContain(`owns ${after}`);
      await it.signal(`${id}.0`, 'SIGSTOP');
      await it.says(`step ${after}`);
      await it.signal(`${id}.0`, 'SIGCONT');
      await it.says(`lost ${before}`);
      await writeFile(join(it.folder, 'enough'), '');
      await it.says(`ends ${after}`);
      const log = await it.log();
      expect(log.slice(log.indexOf(`owns ${after}`))).not.toContain(`step ${before}`);
    });

    it('that was killed with the daemon of its node loses its stage once Slurm knows, before its silence is long', async () => {
      await using it = await stage();
      const id = await it.submit('--partition=pair2', '--no-requeue');
      const job = `slurm.stopover.${id}.0`;
      await it.says(`step ${job}`);
      const node = await nodeOf(id);
      expect(await lifeOf(job)).toBe('unknown');
      await here?.kill(node);
      await it.signal(`${id}.0`, 'SIGKILL');
      await until(async () => expect(await lifeOf(job)).toBe('dead'));
      let now = 0;
      const own = ownJob((name) => ({ SLURM_JOB_ID: '99', SLURM_CLUSTER_NAME: 'stopover' })[name]);
      const place = new LockPlace(join(it.folder, 'stage.owner'), { clock: () => now, jobs: { own, lifeOf } });
      const [name = ''] = await readdir(join(it.folder, 'stage.owner'));
      expect(name).toContain(`,${job}`);
      expect(await place.take()).toMatchObject({ busy: true, by: expect.stringContaining(job), patience: 20 });
      now = 5000;
      expect((await place.take()).busy).toBe(true);
      now = 10_000;
      const lock = await place.take();
      expect(lock.busy).toBe(false);
      if (!lock.busy) await lock.release();
    });

    it('is judged by no other cluster, and by none that does not answer', async () => {
      expect(await lifeOf('slurm.elsewhere.1.0')).toBe('unknown');
      expect(await lifeOf('another-queue.1')).toBe('unknown');
      expect(await lifeOf('slurm.stopover.4000000.0')).toBe('dead');
      expect(ownJob(() => undefined)).toBeUndefined();
    });
  });
