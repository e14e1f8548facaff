import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lock, LockLost } from './held-lock.ts';
import { type Holder, LockPlace } from './lock.ts';
import { nameOfOwner, newOwner, type Owner, ownerNamed } from './lock-owner.ts';
import { WaitNotes, waitForLock } from './lock-wait.ts';
import { fromPs, lifeOf, seenHere, thisProcess } from './process-identity.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const taken = async (place = new LockPlace(path)): Promise<Lock> => {
  const lock = await place.take();
  if (lock.busy) throw new Error(`it is held by ${lock.by}`);
  return lock;
};

/** A lock as another owner would have left it. */
async function leave(changes: Partial<Owner>): Promise<string> {
  await mkdir(path, { recursive: true });
  const file = join(path, nameOfOwner({ ...(await newOwner()), ...changes }));
  await writeFile(file, '');
  return file;
}

const startOf = async (pid = 0): Promise<string | undefined> => (await seenHere(pid))?.started;

/** A process of its own, that lives until it is ended. */
async function living() {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
  await once(child.stdout, 'data');
  const end = async () => {
    const closed = once(child, 'close');
    if (child.kill('SIGKILL')) await closed;
  };
  const { pid = 0 } = child;
  return { pid, started: await startOf(pid), end, [Symbol.asyncDispose]: end };
}

/** Looks every five seconds for so long, and gives the last look's answer. */
async function lookFor(place: LockPlace, time: ReturnType<typeof clock>, seconds: number): Promise<Lock | Holder> {
  let seen = await place.take();
  for (let passed = 0; passed < seconds; passed += 5) {
    time.go(5);
    seen = await place.take();
  }
  return seen;
}

/** A clock that a test moves. */
function clock() {
  let now = 0;
  const go = (seconds: number) => {
    now += 1000 * seconds;
  };
  return Object.assign(() => now, { go });
}

describe('a lock', () => {
  it('is one holder’s, and leaves nothing behind', async () => {
    const lock = await taken();
    expect(await new LockPlace(path).take()).toMatchObject({ busy: true, isHere: true });
    await lock.check();
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await taken()).release();
  });

  it('is given to one of twenty that ask at once, of a free one and of a dead one’s', async () => {
    for (const isLeft of [false, true]) {
      if (isLeft) await leave({ started: '1', since: new Date(0) });
      const all = await Promise.all(Array.from({ length: 20 }, () => new LockPlace(path).take()));
      const locks = all.filter((one) => !one.busy);
      expect(locks).toHaveLength(1);
      expect(await readdir(path)).toHaveLength(1);
      await locks[0]?.release();
    }
  });

  it('says whose it is and since when', async () => {
    const since = new Date('2026-03-04T05:06:07Z');
    await leave({ host: 'far away', pid: 7, place: '0123456789abcdef', since });
    expect(await new LockPlace(path).take()).toEqual({
      ...{ busy: true, by: 'process 7 on far_away', since, isHere: false, patience: 20 },
    });
  });

  it('is told to its owner when it was lost, who then must not write', async () => {
    const lock = await taken();
    const [name = ''] = await readdir(path);
    await rename(join(path, name), join(path, nameOfOwner(await newOwner())));
    await expect(lock.check()).rejects.toThrow(LockLost);
    expect(lock.lost.aborted).toBe(true);
    await lock.release();
    expect(await readdir(path)).toHaveLength(1);
  });

  it('shows life while the main thread is kept by native code', { timeout: 60_000 }, async () => {
    await using lock = await taken();
    const [name = ''] = await readdir(path);
    const { mtimeMs } = statSync(join(path, name));
    // As a long step does: nothing of the event loop runs in here.
    const until = performance.now() + 50_000;
    while (statSync(join(path, name)).mtimeMs === mtimeMs && performance.now() < until)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(statSync(join(path, name)).mtimeMs).toBeGreaterThan(mtimeMs);
    await lock.check();
  });

  it('is not disturbed by a folder that holds something else', async () => {
    await mkdir(path);
    await writeFile(join(path, '.nfs0001'), '');
    const lock = await taken();
    await lock.check();
    await lock.release();
    await (await taken()).release();
  });
});

describe('an owner in the same place', () => {
  it.each<readonly [string, (child: Pick<Owner, 'pid' | 'started'>) => Partial<Owner>, boolean]>([
    ['that lives has the lock', ({ pid, started }) => ({ pid, started }), true],
    ['whose number another process has now is dead', ({ pid }) => ({ pid, started: '1' }), false],
    ['with this process’s own number, from before, is dead', () => ({ pid: process.pid, started: '1' }), false],
  ])('%s', async (_, changes, isHeld) => {
    await using child = await living();
    await leave(changes(child));
    const lock = await new LockPlace(path).take();
    expect(lock.busy).toBe(isHeld);
    if (!lock.busy) await lock.release();
  });

  it('is told from one that lives without taking its lock', async () => {
    const seen = async () => {
      const { isLeft, isHere } = await new LockPlace(path).look();
      return [isLeft, isHere];
    };
    expect(await seen()).toEqual([false, false]);
    const file = await leave({ started: '1' });
    expect(await seen()).toEqual([true, false]);
    expect(existsSync(file)).toBe(true);
    await leave({});
    expect(await seen()).toEqual([false, true]);
    await rm(path, { recursive: true });
    await leave({ host: 'far away', place: '0123456789abcdef' });
    expect(await seen()).toEqual([false, false]);
  });

  it('is dead at once when it was killed', async () => {
    await using child = await living();
    await leave({ pid: child.pid, started: child.started });
    expect(await new LockPlace(path).take()).toMatchObject({ busy: true });
    await child.end();
    await (await taken()).release();
  });

  it.skipIf(process.platform !== 'linux')('is dead as a zombie (needs /proc)', async () => {
    // The shell starts a child that ends, and becomes a program that never asks for it.
    const shell = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(shell.stdout, 'data');
    const pid = Number(String(said));
    const { place, started } = { place: (await thisProcess()).place, started: await startOf(pid) };
    while ((await lifeOf({ place, pid, started })) === 'alive') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(process.kill(pid, 0)).toBe(true);
    expect(await lifeOf({ place, pid, started })).toBe('dead');
    shell.kill('SIGKILL');
  });

  it('that hangs for ten minutes has lost it', async () => {
    await leave({});
    const time = clock();
    const place = new LockPlace(path, { clock: time });
    expect(await place.take()).toMatchObject({ busy: true, isHere: true, patience: 600 });
    expect((await lookFor(place, time, 595)).busy).toBe(true);
    time.go(5);
    await (await taken(place)).release();
  });
});

describe('an owner in another place', () => {
  const elsewhere = { place: 'ffffffffffffffff', pid: process.pid };

  it.each([-1, 1])('is not judged by the time of its file, %i hour from now', async (hours) => {
    const then = new Date(Date.now() + hours * 3_600_000);
    await utimes(await leave(elsewhere), then, then);
    expect(await new LockPlace(path).take()).toMatchObject({ busy: true, isHere: false, patience: 20 });
  });

  it('keeps the lock while its file changes, and loses it when that stays as it is', async () => {
    const file = await leave(elsewhere);
    const time = clock();
    const place = new LockPlace(path, { clock: time });
    for (let beat = 0; beat < 4; beat++) {
      expect((await lookFor(place, time, 15)).busy).toBe(true);
      await utimes(file, beat, beat);
    }
    expect((await lookFor(place, time, 15)).busy).toBe(true);
    time.go(5);
    await (await taken(place)).release();
  });

  it('is not judged by the sleep of the one that waits', async () => {
    await leave(elsewhere);
    const time = clock();
    const place = new LockPlace(path, { clock: time });
    expect((await place.take()).busy).toBe(true);
    time.go(3600);
    expect((await place.take()).busy).toBe(true);
  });

  it.each<readonly [string, 'alive' | 'dead' | 'unknown', number]>([
    ['that is over', 'dead', 10],
    ['that runs, or of which nobody knows,', 'unknown', 20],
    ['that is at rest', 'alive', 600],
  ])('in a job %s is %s, and loses the lock after %i seconds of silence', async (_, life, seconds) => {
    await leave({ ...elsewhere, job: 'queue.7.0' });
    const [time, asked] = [clock(), [] as string[]];
    const lifeOf = async (job: string) => {
      asked.push(job);
      return life;
    };
    const place = new LockPlace(path, { clock: time, jobs: { own: 'queue.8.0', lifeOf } });
    const seen = await lookFor(place, time, seconds - 5);
    expect(seen).toMatchObject({ busy: true, by: expect.stringMatching(/^process \d+ on .*, job queue\.7\.0$/) });
    time.go(5);
    const lock = await taken(place);
    expect(new Set(asked)).toEqual(new Set(['queue.7.0']));
    expect((await readdir(path)).map((name) => ownerNamed(name)?.job)).toEqual(['queue.8.0']);
    await lock.release();
  });

  it('is not asked for by its job while it shows life', async () => {
    const file = await leave({ ...elsewhere, job: 'queue.7.0' });
    const time = clock();
    const lifeOf = async () => expect.fail('nobody need be asked');
    const place = new LockPlace(path, { clock: time, jobs: { own: undefined, lifeOf } });
    for (let beat = 0; beat < 8; beat++) {
      expect((await lookFor(place, time, 5)).busy).toBe(true);
      await utimes(file, beat, beat);
    }
  });

  it('may be an earlier version’s, a file', async () => {
    await writeFile(path, '{"host":"oldname","pid":99999,"token":"t"}');
    const time = clock();
    const place = new LockPlace(path, { clock: time });
    expect(await place.take()).toMatchObject({ busy: true, by: 'process 99999 on oldname' });
    await lookFor(place, time, 15);
    time.go(5);
    await (await taken(place)).release();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('who waits', () => {
  const holder: Holder = { busy: true, by: 'process 7 on far', since: new Date(0), isHere: false, patience: 20 };

  it('says for whom, since when and what to do: soon, and then rarely', () => {
    const said: string[] = [];
    const time = clock();
    const notes = new WaitNotes(
      'the stage "x"',
      '/st/x.owner',
      (line) => said.push(`${time() / 1000} s: ${line}`),
      time,
    );
    for (let i = 0; i < 3600; i++) {
      notes.note(holder);
      time.go(1);
    }
    expect(said[0]).toBe(
      '2 s: Waiting for process 7 on far with the stage "x", which has it since 1970-01-01 00:00:00 UTC. If it no longer runs, this goes on by itself after 20 seconds without a sign of life from it, or at once when you remove /st/x.owner.',
    );
    expect(said.map((line) => Number.parseInt(line, 10))).toEqual([2, 60, 120, 240, 480, 960, 1920]);
  });

  it('gets the lock when its holder ends, or nothing when it is stopped', async () => {
    await using child = await living();
    await leave({ pid: child.pid, started: child.started });
    const stop = new AbortController();
    const stopped = waitForLock(path, { what: 'it', signal: stop.signal });
    const waiting = waitForLock(path, { what: 'it' });
    stop.abort();
    expect(await stopped).toBeUndefined();
    await child.end();
    await (await waiting)?.release();
    expect(existsSync(path)).toBe(false);
  });
});

describe('a process', () => {
  it('is known by a name that is read back', async () => {
    const owner = await newOwner();
    expect(ownerNamed(nameOfOwner(owner))).toEqual({
      ...owner,
      host: owner.host.replaceAll(/[^\w.-]/g, '_').slice(0, 64),
    });
    expect(ownerNamed('.DS_Store')).toBeUndefined();
    const untold = { ...owner, place: undefined, started: undefined };
    expect(ownerNamed(nameOfOwner(untold))).toMatchObject({ place: undefined, started: undefined });
    const longest = { ...(await newOwner('j'.repeat(64))), host: 'h'.repeat(300) };
    expect(nameOfOwner(longest).length).toBeLessThan(240);
    expect(ownerNamed(nameOfOwner(longest))?.job).toBe('j'.repeat(64));
    expect((await newOwner('a job/../with,more')).job).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32' || !existsSync('/bin/ps'))('has a start by ps too (needs ps)', async () => {
    const seen = await fromPs(process.pid);
    expect(seen).toEqual({ started: expect.stringMatching(/^\w{3}-\w{3}-\d+-\d\d-\d\d-\d\d-\d{4}$/), ended: false });
    expect(await fromPs(process.pid)).toEqual(seen);
    expect(await fromPs(2 ** 22 + 1)).toBeUndefined();
  });

  it('of an unknown place is not judged', async () => {
    expect(await lifeOf({ place: undefined, pid: 2 ** 22 + 1, started: undefined })).toBe('unknown');
  });
});
