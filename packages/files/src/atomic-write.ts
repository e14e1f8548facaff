import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StopoverError } from '@stopover/core';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const troubles: Readonly<Record<string, { readonly what: string; readonly remedy: string }>> = {
  ENOSPC: {
    what: 'the disk is full',
    remedy:
      'Free some space or name another folder with --store; then run the same command again: what is complete stays.',
  },
  EDQUOT: {
    what: 'your disk quota is used up',
    remedy:
      'Free some space or name another folder with --store; then run the same command again: what is complete stays.',
  },
  EROFS: { what: 'the folder is on a read-only disk', remedy: 'Name a folder that can be written with --store.' },
  EACCES: {
    what: 'the folder cannot be written',
    remedy: 'Change its permissions, or name another folder with --store.',
  },
  EPERM: {
    what: 'the folder cannot be written',
    remedy: 'Change its permissions, or name another folder with --store.',
  },
};

/** An error of the file system in words that say what to do about the store; anything else as it is. */
export function storeError(error: unknown, folder: string): unknown {
  const trouble = troubles[codeOf(error)];
  return trouble ? new StopoverError({ where: `store ${folder}`, ...trouble }, { cause: error }) : error;
}

/** Runs work that writes into a store. @throws StopoverError naming the folder when the disk is full or read-only. */
export async function inStore<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, folder);
  }
}

/** Whether an error says that a file or a folder is not there. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

/** Whether an error says that a folder is there already, with something in it. */
export const isTaken = (error: unknown): boolean => ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error));

/** Makes what was written to a file or a folder survive a power cut. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder and all that is in it. */
export async function flushTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await flushTree(path);
    else if (entry.isFile()) await flush(path);
  }
  await flush(folder);
}

/** Writes a file whole or not at all: a temporary name in the same folder, flushed, then renamed. Makes the folder. */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await flush(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
