// A snapshot's file: a link to its blob, or the file itself where the file system has no links.
import { copyFile, rename, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { hasCode } from '@stopover/files';
import { temporaryFor } from './parts.ts';

/** Links to the blob; false where the file system or its user may have no symbolic links. */
export async function linkPointer(blob: string, pointer: string): Promise<boolean> {
  const temporary = temporaryFor(pointer);
  try {
    // Relative, so that a cache that moves stays whole.
    await symlink(relative(dirname(pointer), blob), temporary);
  } catch (error) {
    if (hasCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL')) return false;
    throw error;
  }
  await rename(temporary, pointer);
  return true;
}

/** Makes the blob itself the snapshot's file. */
export const movePointer = (blob: string, pointer: string): Promise<void> => rename(blob, pointer);

/** Copies the blob. */
export async function copyPointer(blob: string, pointer: string): Promise<void> {
  const temporary = temporaryFor(pointer);
  await copyFile(blob, temporary);
  await rename(temporary, pointer);
}
