import type { Job, JobEvent } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { localExecutor } from './local-executor.ts';

const node = (key: string, script: string, after: readonly string[] = []): Job => ({
  key,
  after,
  command: [process.execPath, '-e', script],
});
const say = (key: string, after: readonly string[] = []) =>
  node(key, `setTimeout(() => console.log('${key}'), 50)`, after);

async function collect(
  jobs: readonly Job[],
  processes = 2,
  signal = new AbortController().signal,
): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of localExecutor({ grace: 500 }).run(jobs, { processes, threads: 1, signal }))
    events.push(event);
  return events;
}

const told = (events: readonly JobEvent[]) => events.map(({ type, key }) => `${type} ${key}`);

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

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
    const events = await collect([{ key: 'a', after: [], command: ['no-such-program'] }]);
    expect(events.at(-1)).toMatchObject({ type: 'fail', reason: expect.stringContaining('could not be started') });
  });

  it('passes arguments on as they are: no shell reads them', async () => {
    const command = [process.execPath, '-e', 'console.log(process.argv[1])', '$(echo no); "quoted"'] as const;
    const events = await collect([{ key: 'a', after: [], command }]);
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
    const run = localExecutor({ grace: 300 }).run([job, say('b')], { processes: 1, threads: 1, signal: stop.signal });
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
    const options = { processes: 1, threads: 1, signal: new AbortController().signal };
    for await (const event of localExecutor({ grace: 300 }).run([job], options)) {
      if (event.type !== 'line') continue;
      pid = Number(event.line);
      break;
    }
    await expect.poll(() => exists(pid), { timeout: 5000 }).toBe(false);
  });
});
