// The cache that Python's huggingface_hub uses: blobs by hash, snapshots of links to them, refs from names to commits.
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { messageOf, StopoverError } from '@stopover/core';
import lockfile from 'proper-lockfile';
import type { HubRepo } from './hub-client.ts';
import type { HubFile } from './hub-listing.ts';
import { isAbsent, namesIn } from './names-in.ts';

/** Long enough for a process that is busy decoding; a lock that was not renewed for so long belongs to a dead one. */
const staleLock = 60_000;

/** One repository's folder in the cache. */
export class HubCache {
  readonly #folder: string;
  readonly #locks: string;

  constructor(cache: string, repo: HubRepo) {
    const name = [`${repo.type}s`, ...repo.name.split('/')].join('--');
    this.#folder = join(cache, name);
    this.#locks = join(cache, '.locks', name);
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

  /** File names in a folder of a commit that are there. */
  async names(commit: string, folder: string): Promise<readonly string[]> {
    return namesIn(this.snapshot(commit, folder));
  }

  /** Whether the whole file is there. */
  async has(commit: string, file: HubFile): Promise<boolean> {
    return (await sizeOf(this.snapshot(commit, file.path))) === file.size;
  }

  /** The file's path; `download` writes it to the path it is given when it is not there. One process at a time. */
  async ensure(commit: string, file: HubFile, download: (to: string) => Promise<void>): Promise<string> {
    const pointer = this.snapshot(commit, file.path);
    if (await this.has(commit, file)) return pointer;
    const blob = join(this.#folder, 'blobs', file.blob);
    const release = await this.#lock(file.blob);
    try {
      if ((await sizeOf(blob)) !== file.size) {
        const part = temporaryFor(blob);
        await mkdir(dirname(blob), { recursive: true });
        await this.#sweep(file.blob);
        try {
          await download(part);
          await rename(part, blob);
        } finally {
          await rm(part, { force: true });
        }
      }
      await link(blob, pointer);
    } finally {
      await release();
    }
    return pointer;
  }

  /** Removes what killed downloads of a blob left. Called under its lock, so none of them is running. */
  async #sweep(blob: string): Promise<void> {
    const folder = join(this.#folder, 'blobs');
    const left = (await namesIn(folder)).filter((name) => name.startsWith(`${blob}${temporaryMark}`));
    for (const name of left) await rm(join(folder, name), { force: true });
  }

  async #lock(name: string): Promise<() => Promise<void>> {
    await mkdir(this.#locks, { recursive: true });
    // Python's own lock is a file <blob>.lock; this one is a folder and must not take that name.
    const path = join(this.#locks, `${name}.stopover`);
    try {
      return await lockfile.lock(path, {
        realpath: false,
        stale: staleLock,
        retries: { forever: true, minTimeout: 100, maxTimeout: 2000 },
        // Losing the lock means a second download of the same bytes, which the rename makes harmless.
        onCompromised: () => undefined,
      });
    } catch (cause) {
      throw new StopoverError(
        {
          where: path,
          what: `the cache cannot be locked (${messageOf(cause)})`,
          remedy: 'Check that the cache folder can be written.',
        },
        { cause },
      );
    }
  }

  #note(commit: string, name: string): string {
    return join(this.#folder, '.stopover', commit, `${encodeURIComponent(name)}.json`);
  }
}

const temporaryMark = '.stopover-';
/** A name in the same folder that no other write uses, in this process or another. */
const temporaryFor = (path: string): string => `${path}${temporaryMark}${randomUUID()}.incomplete`;

async function link(blob: string, pointer: string): Promise<void> {
  await mkdir(dirname(pointer), { recursive: true });
  const temporary = temporaryFor(pointer);
  // Relative, so that a cache that moves stays whole.
  await symlink(relative(dirname(pointer), blob), temporary);
  await rename(temporary, pointer);
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
