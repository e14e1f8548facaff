// The cache that Python's huggingface_hub uses: blobs by hash, snapshots of links to them, refs from names to commits.
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { isAbsent, type Lock, LockLost, namesIn, reasonOf, waitForLock } from '@stopover/files';
import type { HubRepo } from './hub-client.ts';
import type { HubFile } from './hub-listing.ts';
import { takePart, temporaryFor } from './parts.ts';
import { copyPointer, linkPointer, movePointer } from './pointers.ts';
import { requireSpace } from './require-space.ts';

export interface HubCacheOptions {
  /** False where the cache must hold no symbolic links; default true. */
  readonly links?: boolean;
  /** Told for whom a download waits. */
  readonly onWait?: (line: string) => void;
}

/** One repository's folder in the cache. */
export class HubCache {
  readonly #folder: string;
  readonly #locks: string;
  readonly #links: boolean;
  readonly #onWait: (line: string) => void;

  constructor(cache: string, repo: HubRepo, { links = true, onWait = () => undefined }: HubCacheOptions = {}) {
    const name = [`${repo.type}s`, ...repo.name.split('/')].join('--');
    this.#folder = join(cache, name);
    this.#locks = join(cache, '.locks', name);
    this.#links = links;
    this.#onWait = onWait;
  }

  /** Where a file of a commit is, or would be. `path` may be '' for the snapshot itself. */
  snapshot(commit: string, path = ''): string {
    return join(this.#folder, 'snapshots', commit, path);
  }

  /** The commit that a name stood for when it was last asked for. */
  async ref(revision: string): Promise<string | undefined> {
    const text = await readIfThere(join(this.#folder, 'refs', revision));
    return text === undefined ? undefined : text.trim();
  }

  async setRef(revision: string, commit: string): Promise<void> {
    // Python's cache scan complains about a ref whose snapshot does not exist.
    await mkdir(this.snapshot(commit), { recursive: true });
    await writeAtomic(join(this.#folder, 'refs', revision), commit);
  }

  /** What was noted about a commit, as text. Notes are ours; Python does not look into this folder. */
  async note(commit: string, name: string): Promise<string | undefined> {
    return readIfThere(this.#note(commit, name));
  }

  async setNote(commit: string, name: string, text: string): Promise<void> {
    await writeAtomic(this.#note(commit, name), text);
  }

  /** Forgets what was noted about a commit. */
  async forget(commit: string): Promise<void> {
    await rm(join(this.#folder, '.stopover', commit), { recursive: true, force: true });
  }

  /** Notes that a commit has no such file, where Python looks for it. */
  async setAbsent(commit: string, path: string): Promise<void> {
    const place = this.#absent(commit, path);
    await mkdir(dirname(place), { recursive: true });
    await (await open(place, 'a')).close();
  }

  /** File names in a folder of a commit that are there. */
  async names(commit: string, folder: string): Promise<readonly string[]> {
    return namesIn(this.snapshot(commit, folder));
  }

  /** Whether the whole file is there. */
  async has(commit: string, file: HubFile): Promise<boolean> {
    return (await sizeOf(this.snapshot(commit, file.path))) === file.size;
  }

  /**
   * The file's path. When it is not there `download` writes it to the path it is given, where the first bytes of it may
   * lie already, left by a download that broke off; one process at a time.
   */
  async ensure(commit: string, file: HubFile, download: (to: string) => Promise<void>): Promise<string> {
    const pointer = this.snapshot(commit, file.path);
    if (await this.has(commit, file)) return pointer;
    while (!(await this.#ensureAlone(commit, file, download)));
    return pointer;
  }

  /** Whether it is there now; false where another process has taken over from this one, and is to be waited for. */
  async #ensureAlone(commit: string, file: HubFile, download: (to: string) => Promise<void>): Promise<boolean> {
    await using lock = await this.#lock(file);
    try {
      // The process that was waited for may have brought it.
      if (!(await this.has(commit, file))) await this.#bring(file, this.snapshot(commit, file.path), lock, download);
      return true;
    } catch (error) {
      if (error instanceof LockLost) return false;
      throw error;
    }
  }

  async #bring(file: HubFile, pointer: string, lock: Lock, download: (to: string) => Promise<void>): Promise<void> {
    const blob = join(this.#folder, 'blobs', file.blob);
    await mkdir(dirname(pointer), { recursive: true });
    const isNew = (await sizeOf(blob)) !== file.size;
    if (isNew) {
      await mkdir(dirname(blob), { recursive: true });
      const part = await takePart(blob);
      await requireSpace(dirname(blob), file.size - Math.max(0, await sizeOf(part)));
      await download(part).catch(async (error: unknown) => {
        if ((await sizeOf(part)) === 0) await rm(part, { force: true });
        throw error;
      });
      // A process that took this one for dead goes on with the part.
      await lock.check();
      await rename(part, blob);
    }
    if (this.#links && (await linkPointer(blob, pointer))) return;
    // Without links Python has the file itself in the snapshot, and copies one that other snapshots may share.
    await (isNew ? movePointer(blob, pointer) : copyPointer(blob, pointer));
  }

  async #lock({ blob, path: name }: HubFile): Promise<Lock> {
    // Python locks <blob>.lock by a call of the system that Node lacks; a second download is harmless, being renamed.
    const path = join(this.#locks, `${blob}.stopover.lock`);
    try {
      await mkdir(this.#locks, { recursive: true });
      const lock = await waitForLock(path, { what: `the download of ${name}`, say: this.#onWait });
      if (lock) return lock;
    } catch (cause) {
      throw new StopoverError(
        {
          where: path,
          what: `the cache cannot be locked (${reasonOf(cause)})`,
          remedy: 'Check that the cache folder can be written, or set HF_HOME to one that can.',
        },
        { cause },
      );
    }
    throw new Error('nothing ends this waiting but the lock');
  }

  #note(commit: string, name: string): string {
    return join(this.#folder, '.stopover', commit, `${encodeURIComponent(name)}.json`);
  }

  #absent(commit: string, path: string): string {
    return join(this.#folder, '.no_exist', commit, path);
  }
}

async function writeAtomic(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryFor(path);
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Size of what a path leads to; -1 when there is nothing. */
const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => -1,
  );
