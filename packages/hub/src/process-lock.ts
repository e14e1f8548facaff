// A lock that ends with its process: one that was killed is in nobody's way.
import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '@stopover/files';

/** A holder shows that it lives at this interval (milliseconds). */
const beat = 10_000;
/** A holder on another machine, or without a readable name, that was silent for so long is dead. */
const silence = 60_000;
const look = 100;

/**
 * Takes the lock file `path`, whose folder must exist, waiting while a living process holds it; gives the release.
 * Two processes that find a dead holder at the same moment may both get it: it saves work, and nothing may rest on it.
 */
export async function holdLock(path: string): Promise<() => Promise<void>> {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid });
  while (!(await taken(path, owner))) {
    if (await isHeld(path)) await wait(look);
    else await rm(path, { force: true });
  }
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => clearInterval(timer));
  }, beat);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(path, { force: true });
  };
}

async function taken(path: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(owner).finally(() => handle.close());
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function isHeld(path: string): Promise<boolean> {
  const silent = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  const owner = await readFile(path, 'utf8').catch(() => '');
  const [, host, pid] = /^{"host":(".*"),"pid":(\d+)}$/.exec(owner) ?? [];
  const isHere = host === JSON.stringify(hostname());
  return silent < silence && (!isHere || isRunning(Number(pid)));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return hasCode(error, 'EPERM');
  }
}
