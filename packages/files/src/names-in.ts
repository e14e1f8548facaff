import { readdir } from 'node:fs/promises';
import { DataError, messageOf } from '@stopover/core';

/**
 * Names in a folder; none when there is no such folder.
 * @throws DataError when it is there and cannot be read.
 */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if (isAbsent(cause)) return [];
    throw new DataError(
      { where: folder, what: `the folder cannot be read (${messageOf(cause)})`, remedy: 'Check its permissions.' },
      { cause },
    );
  }
}

/** Whether a file system call failed because nothing is there. */
export const isAbsent = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR');

/** Whether a call of the system failed with one of these codes. */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
