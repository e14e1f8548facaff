import { readdir } from 'node:fs/promises';
import { DataError } from '@stopover/core';
import { isAbsent } from './system-codes.ts';
import { reasonOf } from './system-error.ts';

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
      { where: folder, what: `the folder cannot be read (${reasonOf(cause)})`, remedy: 'Check its permissions.' },
      { cause },
    );
  }
}
