import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

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

/**
 * Writes a file whole or not at all: a temporary name in the same folder, flushed, then renamed. Makes the folder.
 * Content that comes in parts may be longer than a string can be.
 */
export async function writeAtomic(path: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeAtomicBy(path, async (file) => {
    if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content);
    else for (const block of blocksOf(content)) await file.writeFile(block);
  });
}

/** Writes a file whole or not at all, into a folder that is there: `write` gets it under its temporary name, open and empty. */
export async function writeAtomicBy(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flush(dirname(path)); // else the new name may be lost with the power
}

/** Characters that are written at once. */
const blockLength = 1 << 16;

function* blocksOf(parts: Iterable<string>): Generator<string> {
  let block: string[] = [];
  let length = 0;
  for (const part of parts) {
    block.push(part);
    length += part.length;
    if (length < blockLength) continue;
    yield block.join('');
    block = [];
    length = 0;
  }
  if (length > 0) yield block.join('');
}
