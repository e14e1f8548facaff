import { StopoverError } from '@stopover/core';
import { codeOf } from '@stopover/files';

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
  const trouble = troubles[codeOf(error) ?? ''];
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
