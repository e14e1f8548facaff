import { type ExecutorOptions, type Job, type JobEvent, nextJob } from '@stopover/core';
import { describeExecutor } from '@stopover/testing';
import { describe, expect, it } from 'vitest';
import { localExecutor } from './index.ts';

const resources = { threads: 1, memory: 100, gpus: 0, seconds: null };
const node = (key: string, script: string, after: readonly string[] = []): Job => ({
  ...{ key, title: key, after, resources },
  command: [process.execPath, '-e', script],
});
const options: ExecutorOptions = {
  ...{ processes: 1, threads: 1, folder: '', settings: {} },
  signal: new AbortController().signal,
  look: async () => ({ done: false, progress: 0 }),
};
const say = (key: string, after: readonly string[] = []) =>
  node(key, `setTimeout(() => console.log('${key}'), 50)`, after);

async function collect(
  jobs: readonly Job[],
  processes = 2,
  signal = new AbortController().signal,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of localExecutor({ grace: 500 }).run(jobs, { ...options, processes, signal }))
    events.push(event);
  return events;
}

const told = (events: readonly JobEvent[]) =>
  events.map((event) => `${event.type} ${'key' in event ? event.key : event.text}`);

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describeExecutor({
  executor: localExecutor({ grace: 5000 }),
  entry: new URL('../dist/index.js', import.meta.url).href,
});

describe('the local executor', () => {
  it('starts a job when what it waits for is done', async () => {
    const events = told(await collect([say('c', ['a', 'b']), say('a'), say('b', ['a'])]));
    expect(events).toEqual([
      'start a',
      'line a',
      'done a',
      'start b',
      'line b',
      'done b',
      'start c',
      'line c',
      'done c',
    ]);
  });

  it('runs no more at a time than it may', async () => {
    const events = await collect(
      ['a', 'b', 'c', 'd', 'e'].map((key) => say(key)),
      2,
    );
    let now = 0;
    let most = 0;
    for (const { type } of events) {
      if (type === 'start') most = Math.max(most, ++now);
      if (type === 'done') now--;
    }
    expect(most).toBe(2);
    expect(events.filter(({ type }) => type === 'done').length).toBe(5);
  });

  it('runs one job at a time on a device, and others beside them', async () => {
    const devices = ['a', 'b'].map((name) => ['--device', name]);
    // Says where it runs and for how long; milliseconds of one clock for all processes.
    const script = `const began = Date.now();
      setTimeout(() => console.log(JSON.stringify({ args: process.argv.slice(1), began, ended: Date.now() })), 150);`;
    const job = (key: string, gpus: number): Job => ({
      ...{ key, title: key, after: [], resources: { ...resources, gpus } },
      command: [process.execPath, '-e', script, '--'],
    });
    const jobs = [...['1', '2', '3', '4', '5'].map((key) => job(key, 1)), job('without', 0)];
    const ran: { key: string; device: string | undefined; began: number; ended: number }[] = [];
    const order: string[] = [];
    for await (const event of localExecutor().run(jobs, { ...options, processes: 6, devices })) {
      if (event.type === 'start') order.push(event.key);
      if (event.type !== 'line') continue;
      const { args, ...times } = JSON.parse(event.line);
      ran.push({ key: event.key, device: args[args.indexOf('--device') + 1], ...times });
    }
    expect(order.slice(0, 3)).toEqual(['1', '2', 'without']);
    for (const name of ['a', 'b']) {
      const own = ran.filter(({ device }) => device === name).sort((one, other) => one.began - other.began);
      expect(own.length).toBeGreaterThan(1);
      for (const [i, { began }] of own.entries()) expect(began).toBeGreaterThanOrEqual(own[i - 1]?.ended ?? 0);
    }
    expect(ran.map(({ key, device }) => `${key} ${device}`)).toContain('without undefined');
    expect(ran.length).toBe(6);
  });

  it('says why a job failed, does not start what waits for it, and goes on with the rest', async () => {
    const bad = node('bad', `console.log('{"half": 1}'); console.error('no such rows'); process.exit(3)`);
    const events = await collect([bad, say('child', ['bad']), say('grandchild', ['child']), say('other')], 1);
    expect(told(events)).toEqual(['start bad', 'line bad', 'fail bad', 'start other', 'line other', 'done other']);
    expect(events.find(({ type }) => type === 'fail')).toMatchObject({ reason: 'no such rows (exit status 3)' });
  });

  it('tells a process that was killed from one that gave up', async () => {
    const events = await collect([node('a', `process.kill(process.pid, 'SIGKILL')`)]);
    expect(events.at(-1)).toMatchObject({ type: 'fail', reason: 'ended by SIGKILL, as when memory runs out' });
  });

  it('says when a program cannot be started', async () => {
    const events = await collect([{ ...node('a', ''), command: ['no-such-program'] }]);
    expect(events.at(-1)).toMatchObject({ type: 'fail', reason: expect.stringContaining('could not be started') });
  });

  it('passes arguments on as they are: no shell reads them', async () => {
    const command = [process.execPath, '-e', 'console.log(process.argv[1])', '$(echo no); "quoted"'] as const;
    const events = await collect([{ ...node('a', ''), command }]);
    expect(events).toContainEqual({ type: 'line', key: 'a', line: '$(echo no); "quoted"' });
  });

  it.each([
    [
      'one that stops when asked',
      `process.on('SIGTERM', () => { console.log('checkpoint'); process.exit(1) });`,
      ['line', 'fail'],
    ],
    ['one that does not listen', `process.on('SIGTERM', () => {});`, ['fail']],
  ])('ends its children on abort: %s', async (_, onTerm, after) => {
    const stop = new AbortController();
    const job = node('a', `${onTerm} setInterval(() => {}, 1000); console.log(process.pid)`);
    const events: JobEvent[] = [];
    let pid = 0;
    const run = localExecutor({ grace: 300 }).run([job, say('b')], { ...options, signal: stop.signal });
    for await (const event of run) {
      events.push(event);
      if (event.type === 'line' && pid === 0) {
        pid = Number(event.line);
        expect(exists(pid)).toBe(true);
        stop.abort();
      }
    }
    expect(exists(pid)).toBe(false);
    expect(events.map(({ type }) => type)).toEqual(['start', 'line', ...after]);
    expect(events.at(-1)).toMatchObject({ reason: 'stopped' });
  });

  it('ends its children when nobody listens any more', async () => {
    const job = node('a', `setInterval(() => {}, 1000); console.log(process.pid)`);
    let pid = 0;
    for await (const event of localExecutor({ grace: 300 }).run([job], options)) {
      if (event.type !== 'line') continue;
      pid = Number(event.line);
      break;
    }
    await expect.poll(() => exists(pid), { timeout: 5000 }).toBe(false);
  });
});

/** A worker that runs its lines as scripts, and takes another unless it is told that one was the last. */
const working = `
const lines = require('node:readline').createInterface({ input: process.stdin });
lines.on('line', (script) => {
  eval(script);
  if (process.exitCode !== undefined) process.exit();
  console.log('${nextJob}');
});`;
const worked = (key: string, script: string, after: readonly string[] = []): Job => ({
  ...node(key, 'process.exit(9)', after),
  worker: { command: [process.execPath, '-e', working], line: `console.log(process.pid); ${script}` },
});
const pids = (events: readonly JobEvent[]) =>
  events.flatMap((event) => (event.type === 'line' ? [Number(event.line)] : []));

describe('jobs that a process can take several of', () => {
  it('share one for each that may run at a time, and all are gone in the end', async () => {
    const events = await collect(['a', 'b', 'c', 'd', 'e'].map((key) => worked(key, '')));
    expect(events.filter(({ type }) => type === 'done')).toHaveLength(5);
    expect(new Set(pids(events)).size).toBe(2);
    for (const pid of pids(events)) expect(exists(pid)).toBe(false);
  });

  it('share none with jobs of another command', async () => {
    const other = {
      ...worked('b', ''),
      worker: { command: [process.execPath, '-e', ` ${working}`], line: 'console.log(process.pid)' },
    } as const;
    const events = await collect([worked('a', ''), other, worked('c', '')], 1);
    const [a, b, c] = pids(events);
    expect(a).toBe(c);
    expect(a).not.toBe(b);
  });

  it('go on in another process when one fails or is killed', async () => {
    const jobs = [
      worked('a', ''),
      worked('b', `console.error('no such rows'); process.exitCode = 3;`),
      worked('c', `process.kill(process.pid, 'SIGKILL')`),
      worked('d', 'process.exitCode = 0'),
      worked('e', ''),
    ];
    const events = await collect(jobs, 1);
    expect(events.flatMap((event) => (event.type === 'fail' ? [[event.key, event.reason]] : []))).toEqual([
      ['b', 'no such rows (exit status 3)'],
      ['c', 'ended by SIGKILL, as when memory runs out'],
    ]);
    expect(events.filter(({ type }) => type === 'done')).toHaveLength(3);
    const [a, b, c, d, e] = pids(events);
    expect(b).toBe(a);
    expect(new Set([b, c, d, e]).size).toBe(4);
  });

  it('are stopped as others are', async () => {
    const stop = new AbortController();
    const events: JobEvent[] = [];
    for await (const event of localExecutor({ grace: 300 }).run(
      [worked('a', ''), worked('b', `while (true);`, ['a'])],
      { ...options, signal: stop.signal },
    )) {
      events.push(event);
      if (event.type === 'start' && event.key === 'b') setTimeout(() => stop.abort(), 100);
    }
    expect(events.at(-1)).toMatchObject({ type: 'fail', key: 'b', reason: 'stopped' });
    for (const pid of pids(events)) expect(exists(pid)).toBe(false);
  });
});
