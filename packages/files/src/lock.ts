// A lock that ends with its process, on any disk that creates files exclusively and renames them, network disks among
// them. The lock is a folder with one empty file, whose name says whose it is. Who finds a dead owner renames that file:
// of several that try one can. An owner whose file is gone has lost the lock. No clock is compared with another one's: an
// owner that cannot be asked for touches its file, and who waits watches it change, by a clock of its own. One that is part
// of a job and falls silent is asked for by that: whoever schedules jobs knows before the silence would tell.
import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeldLock, type Lock } from './held-lock.ts';
import { JobLife, type LockJobs } from './lock-jobs.ts';
import { nameOfOwner, newOwner, type Owner, ownerNamed } from './lock-owner.ts';
import { type Life, lifeOf } from './process-identity.ts';
import { hasCode, isAbsent } from './system-codes.ts';

/** Milliseconds without a sign of life after which an owner is taken for dead. */
const silence: Readonly<Record<Exclude<Life, 'dead'>, number>> = {
  // On another machine, in another container, or on a system that does not tell.
  unknown: 20_000,
  // Its process lives, so either it hangs or this lock was copied, with the folder it is in.
  alive: 600_000,
};

/** The same of an owner whose job is over. The one that lives all the same, as on a node without its daemon, shows it. */
const silenceWithoutJob: typeof silence = { unknown: 6000, alive: 20_000 };

/** Longest time between two looks that counts as one in which the owner could have shown life, in milliseconds. */
const longestLook = 5000;

/** Whoever has a lock that was asked for. */
export interface Holder {
  readonly busy: true;
  /** `process 4711 on host`. */
  readonly by: string;
  /** By the holder's clock; undefined where it does not say. */
  readonly since: Date | undefined;
  /** Whether it is a process that this one can ask for: its end is seen at once. */
  readonly isHere: boolean;
  /** Seconds without a sign of life after which it is taken for dead. */
  readonly patience: number;
}

/** What a look at a lock tells of its owners. */
export interface LockSeen {
  /**
   * Whether all that it names are dead processes of this machine: nobody has it, though it lies there. False where nobody can
   * be asked, on another machine.
   */
  readonly isLeft: boolean;
  /** Whether a process of this machine that lives has it. */
  readonly isHere: boolean;
}

/** An owner that a lock names, with what shows that it lives. */
interface Found {
  /** The file whose name says so; undefined where the lock itself is a file. */
  readonly file: string | undefined;
  readonly owner: Pick<Owner, 'host' | 'pid'> & Partial<Pick<Owner, 'since' | 'job'>>;
  readonly life: Life;
  /** Changes while the owner lives. */
  readonly sign: string;
}

export interface LockPlaceOptions {
  readonly clock?: () => number;
  /** Knows of the jobs that owners are part of; without it they are judged by their silence alone. */
  readonly jobs?: LockJobs | undefined;
}

/** One place where a lock can be; asked again and again it notices when the holder has gone silent. */
export class LockPlace {
  readonly #path: string;
  readonly #clock: () => number;
  readonly #job: string | undefined;
  readonly #jobLife: JobLife | undefined;
  #watched = { sign: '', silent: 0, at: 0 };

  /** `path`: of a folder that is made and removed, in one that exists. `clock`: monotonic, in milliseconds. */
  constructor(path: string, { clock = () => performance.now(), jobs }: LockPlaceOptions = {}) {
    this.#path = path;
    this.#clock = clock;
    this.#job = jobs?.own;
    this.#jobLife = jobs && new JobLife(jobs, clock);
  }

  /** Takes the lock, or says who has it. */
  async take(): Promise<Lock | Holder> {
    for (;;) {
      const found = await this.#found();
      const holder = await this.#holder(found);
      if (holder) return holder;
      const [first, ...others] = found;
      const lock = first ? await this.#takeOver(first, others) : await this.#claim();
      if (lock) return lock;
      // Somebody else was at it in the same moment.
      await sleep(Math.random() * 20);
    }
  }

  /** Who has the lock, without taking it. */
  async look(): Promise<LockSeen> {
    const found = await this.#found();
    return {
      isLeft: found.length > 0 && found.every(({ life }) => life === 'dead'),
      isHere: found.some(({ life }) => life === 'alive'),
    };
  }

  /** All owners that the lock names: one, or in a moment of two that try more. */
  async #found(): Promise<readonly Found[]> {
    const names = await readdir(this.#path).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      if (hasCode(error, 'ENOTDIR')) return undefined;
      throw error;
    });
    if (!names) return this.#foundFile();
    const found: Found[] = [];
    for (const name of names.sort()) {
      const owner = ownerNamed(name);
      if (!owner) continue;
      const file = join(this.#path, name);
      const sign = await signOf(file);
      if (sign !== undefined) found.push({ file, owner, life: await lifeOf(owner), sign: `${name} ${sign}` });
    }
    return found;
  }

  /** A file in the lock's place: an earlier version's, or anybody's. It counts while it changes. */
  async #foundFile(): Promise<readonly Found[]> {
    const sign = await signOf(this.#path);
    if (sign === undefined) return [];
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    const [, host = 'an unknown machine'] = /"host": ?"([^"]*)"/.exec(text) ?? [];
    const pid = Number(/"pid": ?(\d+)/.exec(text)?.[1] ?? 0);
    return [{ file: undefined, owner: { host, pid }, life: 'unknown', sign }];
  }

  async #holder(found: readonly Found[]): Promise<Holder | undefined> {
    const living = found.find(({ life }) => life === 'alive') ?? found.find(({ life }) => life === 'unknown');
    if (!living || living.life === 'dead') return undefined;
    const { host, pid, since, job } = living.owner;
    const silent = this.#silent(found.map(({ sign }) => sign).join('\n'));
    const asked = silent < silenceWithoutJob.unknown ? undefined : await this.#jobLife?.of(job);
    const patience =
      asked === 'dead' ? silenceWithoutJob[living.life] : silence[asked === 'alive' ? 'alive' : living.life];
    if (silent >= patience) return undefined;
    const isHere = living.life === 'alive';
    const by = `process ${pid} on ${host}${job === undefined ? '' : `, job ${job}`}`;
    return { busy: true, by, since, isHere, patience: patience / 1000 };
  }

  /** Milliseconds for which nothing has changed. Time in which this process itself slept does not count. */
  #silent(sign: string): number {
    const at = this.#clock();
    const { silent, at: before } = this.#watched;
    const isSame = sign === this.#watched.sign;
    this.#watched = { sign, at, silent: isSame ? silent + Math.min(at - before, longestLook) : 0 };
    return this.#watched.silent;
  }

  /** Takes over from dead owners; undefined when another process was faster. */
  async #takeOver(dead: Found, others: readonly Found[]): Promise<Lock | undefined> {
    // Who was faster has left a folder there, which this call does not remove.
    if (dead.file === undefined) {
      await unlink(this.#path).catch(ignore('ENOENT', 'EISDIR', 'EPERM'));
      return undefined;
    }
    const file = join(this.#path, nameOfOwner(await newOwner(this.#job)));
    try {
      await rename(dead.file, file);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
    for (const other of others) if (other.file) await unlink(other.file).catch(ignore('ENOENT'));
    return new HeldLock(this.#path, file);
  }

  /** Takes a lock that nobody has; undefined when another process tries too. */
  async #claim(): Promise<Lock | undefined> {
    const name = nameOfOwner(await newOwner(this.#job));
    const file = join(this.#path, name);
    await mkdir(this.#path).catch(ignore('EEXIST'));
    try {
      await (await open(file, 'wx')).close();
    } catch (error) {
      // The one before has just removed its folder.
      if (isAbsent(error)) return undefined;
      throw error;
    }
    // Of two that were both here the later one sees the other, and gives way.
    const others = (await readdir(this.#path)).filter((one) => one !== name && ownerNamed(one));
    const lock = new HeldLock(this.#path, file);
    if (others.length === 0) return lock;
    await lock.release();
    return undefined;
  }
}

/** For a call of the system that may fail so. */
const ignore =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!hasCode(error, ...codes)) throw error;
  };

/** What changes when a file is touched; undefined where there is none. Opened first: a network disk then asks again. */
async function signOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path);
    const { mtimeMs, ctimeMs, ino } = await file.stat();
    return `${mtimeMs} ${ctimeMs} ${ino}`;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
