import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor, ExecutorOptions, ExecutorPlace, Job, JobEvent } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobFolder, type JobWish, stepsOnce } from './executor-job.ts';

export interface DescribeExecutorOptions {
  readonly executor: Executor;
  /**
   * Address of a built module whose default export is the plugin with the executor: a process that starts jobs and is
   * killed loads it.
   */
  readonly entry: string;
  readonly settings?: ExecutorOptions['settings'];
  /** Milliseconds that a job may wait before it starts; a minute without it. */
  readonly patience?: number;
}

/** Runs jobs by the executor in a process of its own. */
const driver = `
const [entry, name, folder, settings, jobs] = process.argv.slice(1);
import(entry).then(async ({ default: plugin }) => {
  const fs = await import('node:fs');
  const executor = plugin.executors.find((one) => one.name === name);
  const look = async (key) => ({ done: fs.existsSync(folder + '/' + key + '.done'), progress: 0 });
  const signal = new AbortController().signal;
  const place = { folder: folder + '/executors', settings: JSON.parse(settings) };
  for await (const event of executor.run(JSON.parse(jobs), { ...place, processes: 2, threads: 1, signal, look }));
});
`;

/** What every executor must satisfy: its jobs are small programs, and a folder stands for the store. */
export function describeExecutor(options: DescribeExecutorOptions): void {
  const { executor, patience = 60_000 } = options;
  const bench = new Bench(options);
  describe(`executor ${executor.name}`, { timeout: 4 * patience }, () => {
    beforeEach(() => bench.open());
    afterEach(() => bench.close());

    it('says that jobs can be started, or why not and what to do', async () => {
      const probe = await executor.probe();
      if (probe.ok) expect(probe.detail).not.toBe('');
      else expect.fail(`${probe.reason} ${probe.fix}`);
    });
    describeOrder(bench);
    describeLeaving(bench);
    describeLoss(bench);
    describeQueue(bench);
  });
}

/** A folder of a test, and runs of the executor over it. */
class Bench {
  readonly executor: Executor;
  readonly #options: DescribeExecutorOptions;
  #folder = new JobFolder('');

  constructor(options: DescribeExecutorOptions) {
    this.executor = options.executor;
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#folder = new JobFolder(await mkdtemp(join(tmpdir(), 'stopover-executor-')));
  }

  async close(): Promise<void> {
    await this.executor.queue?.cancel(this.place()).catch(() => 0);
    await rm(this.#folder.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  place = (): ExecutorPlace => ({
    folder: join(this.#folder.path, 'executors'),
    settings: this.#options.settings ?? {},
  });
  job = (key: string, wish?: JobWish): Job => this.#folder.job(key, wish);
  steps = (key: string): Promise<readonly string[]> => this.#folder.steps(key);
  starts = (key: string): Promise<readonly number[]> => this.#folder.starts(key);

  /** Runs jobs and gives what was told of starts and ends. */
  run = async (
    jobs: readonly Job[],
    onEvent: (event: JobEvent, stop: () => void) => void = () => undefined,
  ): Promise<readonly JobEvent[]> => {
    const events: JobEvent[] = [];
    const stop = new AbortController();
    const wish = { ...this.place(), processes: 2, threads: 1, signal: stop.signal, look: this.#folder.look };
    for await (const event of this.executor.run(jobs, wish)) {
      if (event.type !== 'line' && event.type !== 'note') events.push(event);
      onEvent(event, () => stop.abort());
    }
    return events;
  };

  until = (test: () => Promise<boolean>): Promise<void> =>
    expect.poll(test, { timeout: this.#options.patience ?? 60_000, interval: 100 }).toBe(true);
  hasSteps = (key: string, count: number): Promise<void> =>
    this.until(async () => (await this.steps(key)).length >= count);

  /** Starts jobs in a process of its own. */
  driver = (jobs: readonly Job[]): ChildProcess => {
    const { entry, settings = {} } = this.#options;
    const args = [entry, this.executor.name, this.#folder.path, JSON.stringify(settings), JSON.stringify(jobs)];
    return spawn(process.execPath, ['-e', driver, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  };
}

function describeOrder({ job, run, steps, starts }: Bench): void {
  it('starts a job when what it waits for is done, and each once', async () => {
    const events = told(await run([job('c', { after: ['a', 'b'] }), job('a'), job('b', { after: ['a', 'earlier'] })]));
    const at = (event: string) => events.indexOf(event);
    expect([...events].sort()).toEqual(['done a', 'done b', 'done c', 'start a', 'start b', 'start c']);
    expect(at('done a')).toBeLessThan(at('start b'));
    expect(at('done b')).toBeLessThan(at('start c'));
    for (const key of ['a', 'b', 'c']) expect(await steps(key)).toEqual(stepsOnce(2));
  });

  it('says why a job failed, does not start what waits for it, and goes on with the rest', async () => {
    const bad = job('bad', { status: 3 });
    const child = job('child', { after: ['bad'] });
    const events = await run([bad, child, job('grandchild', { after: ['child'] }), job('other')]);
    expect([...told(events)].sort()).toEqual(['done other', 'fail bad', 'start bad', 'start other']);
    expect(events).toContainEqual({ type: 'fail', key: 'bad', reason: expect.stringContaining('no such rows') });
    expect(await starts('child')).toEqual([]);
  });
}

function describeLeaving({ executor, job, run, steps, starts, hasSteps, driver }: Bench): void {
  it('is left by its signal, and another run makes the rest without doing anything twice', async () => {
    const jobs = [job('a', { steps: 20, pause: 100 }), job('b', { after: ['a'] })];
    const leaving = run(jobs, (event, stop) => {
      if (event.type === 'start') void hasSteps('a', 2).then(stop);
    });
    expect(told(await leaving)).not.toContain('done b');
    expect(told(await run(jobs)).slice(-3)).toEqual(['done a', 'start b', 'done b']);
    expect(await steps('a')).toEqual(stepsOnce(20));
    expect((await starts('a')).length).toBe(executor.queue ? 1 : 2);
  });

  it('is taken up when its process was killed, and nothing runs twice', async () => {
    const jobs = [job('a', { steps: 30, pause: 100 }), job('b', { after: ['a'] })];
    const killed = driver(jobs);
    await hasSteps('a', 2);
    const closed = once(killed, 'close');
    killed.kill('SIGKILL');
    await closed;
    expect(told(await run(jobs)).slice(-3)).toEqual(['done a', 'start b', 'done b']);
    for (const [key, count] of [['a', 30] as const, ['b', 2] as const])
      expect(await steps(key)).toEqual(stepsOnce(count));
    if (executor.queue) expect(await starts('a')).toHaveLength(1);
  });
}

function describeLoss({ job, run, steps, starts, hasSteps }: Bench): void {
  it('says when a job was killed, and makes the rest of it when it is run again', async () => {
    const jobs = [job('a', { steps: 20, pause: 100 })];
    const killFirst = async () => process.kill((await starts('a'))[0] ?? 0, 'SIGKILL');
    const events = await run(jobs, (event) => {
      if (event.type === 'start') void hasSteps('a', 2).then(killFirst);
    });
    expect(told(events)).toEqual(['start a', 'fail a']);
    expect(told(await run(jobs))).toEqual(['start a', 'done a']);
    expect(await steps('a')).toEqual(stepsOnce(20));
  });
}

function describeQueue({ executor, job, run, steps, hasSteps, until, place }: Bench): void {
  it.runIf(executor.queue !== undefined)('ends the jobs that a run has left when it is asked to', async () => {
    const jobs = [job('a', { steps: 1000, pause: 100 })];
    await run(jobs, (event, stop) => {
      if (event.type === 'start') void hasSteps('a', 1).then(stop);
    });
    const { queue } = executor;
    expect(await queue?.list(place())).toMatchObject([{ key: 'a', running: true }]);
    expect(await queue?.cancel(place())).toBe(1);
    await until(async () => (await queue?.list(place()))?.length === 0);
    const made = await steps('a');
    expect((await queue?.logs(place(), 'a'))?.length).toBe(1);
    expect(made.length).toBeLessThan(1000);
  });
}

const told = (events: readonly JobEvent[]): string[] =>
  events.map((event) => (event.type === 'note' ? event.type : `${event.type} ${event.key}`));
