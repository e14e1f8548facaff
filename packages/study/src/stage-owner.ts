// Which process writes a stage. Ownership is a file naming a process, and it ends with the process: a run that was
// killed can be resumed at once. proper-lockfile guards the moment in which the file is looked at and taken.
import { randomUUID } from 'node:crypto';
import { access, constants, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { writeAtomic } from '@stopover/files';
import lockfile from 'proper-lockfile';
import { z } from 'zod';

const ownerSchema = z.object({ host: z.string(), pid: z.int().positive(), token: z.string() });
type Owner = z.infer<typeof ownerSchema>;

const beatEvery = 30_000;
/** A process of this machine is asked for; one of another machine is judged by its last sign of life. */
const silentFor = { here: 3_600_000, elsewhere: 600_000 };

/** A stage that another process is writing. */
export interface Busy {
  readonly busy: true;
  /** `process 4711 on host`. */
  readonly by: string;
}

/** The right to write a stage, until `release`. */
export interface Ownership {
  readonly busy: false;
  release(): Promise<void>;
}

/** Takes a file of ownership, or says who has it. The folder must exist. */
export async function own(file: string): Promise<Ownership | Busy> {
  // The lock tries again on any error: a folder that cannot be written should say so at once.
  await access(dirname(file), constants.W_OK);
  const unlock = await lockfile.lock(file, {
    realpath: false,
    stale: 10_000,
    retries: { retries: 60, minTimeout: 50, maxTimeout: 250 },
    // A machine that slept inside the few milliseconds below may have lost the lock: the file decides, not the lock.
    onCompromised: () => undefined,
  });
  const owner: Owner = { host: hostname(), pid: process.pid, token: randomUUID() };
  try {
    const present = await ownerOf(file);
    if (present && (await isAlive(present, file))) return busy(present);
    await writeAtomic(file, JSON.stringify(owner));
  } finally {
    await unlock().catch(() => undefined);
  }
  const written = await ownerOf(file);
  return written && written.token !== owner.token ? busy(written) : held(file, owner);
}

const busy = ({ pid, host }: Owner): Busy => ({ busy: true, by: `process ${pid} on ${host}` });

function held(file: string, owner: Owner): Ownership {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => clearInterval(beat));
  }, beatEvery);
  beat.unref();
  return {
    busy: false,
    release: async () => {
      clearInterval(beat);
      if ((await ownerOf(file))?.token === owner.token) await rm(file, { force: true });
    },
  };
}

async function ownerOf(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Missing, or written by a process that a power cut ended: nobody's in both cases.
    return undefined;
  }
}

async function isAlive(owner: Owner, file: string): Promise<boolean> {
  const silent = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  if (owner.host !== hostname()) return silent < silentFor.elsewhere;
  return silent < silentFor.here && exists(owner.pid);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
