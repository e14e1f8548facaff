import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flush, flushTree } from './atomic-write.ts';

/**
 * Makes a folder whole or not at all: `write` fills one of a temporary name beside it, which is flushed, then renamed. The
 * folder itself must not be there; an empty one gives way.
 * @throws the system's error when something else has taken the name meanwhile; what it has stays as it is.
 */
export async function writeFolder(path: string, write: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(temporary);
    await write(temporary);
    await flushTree(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  await flush(dirname(path)); // else the new name may be lost with the power
}
