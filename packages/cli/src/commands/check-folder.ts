import { mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reasonOf } from '@stopover/files';

/** Whether something can be written into a folder, and how much. */
export type FolderCheck =
  | { readonly ok: true; readonly freeBytes: number }
  | { readonly ok: false; readonly reason: string };

/** Tries a folder by making one in it; of a folder that does not exist yet, the nearest one above it that does. */
export async function checkFolder(path: string): Promise<FolderCheck> {
  const folder = await nearestExisting(resolve(path));
  try {
    // By doing: permission bits say nothing about a read-only or full disk, and nothing at all to root.
    await rmdir(await mkdtemp(join(folder, '.stopover-check-')));
    const { bavail, bsize } = await statfs(folder);
    return { ok: true, freeBytes: bavail * bsize };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

async function nearestExisting(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : nearestExisting(dirname(path));
}
