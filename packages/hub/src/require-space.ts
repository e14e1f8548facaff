import { statfs } from 'node:fs/promises';
import { StopoverError } from '@stopover/core';

/** @throws StopoverError when the file system of a folder has less than `bytes` left for this user. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  const free = bavail * bsize;
  // A file system that tells nothing says 0 of 0.
  if (bytes <= free || blocks === 0) return;
  throw new StopoverError({
    where: folder,
    what: `a file needs ${megabytes(bytes)} MB, and the disk has ${megabytes(free)} MB free`,
    remedy: 'Free some space, or set HF_HOME to a folder on a larger disk; what has arrived is kept.',
  });
}

const megabytes = (bytes: number): string => Math.ceil(bytes / 1e6).toLocaleString('en-US');
