// Writing what must not be there yet.
import { randomUUID } from 'node:crypto';
import { link, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RequestError } from '@stopover/core';
import { hasCode, writeAtomic } from '@stopover/files';

/** Writes a file whole, where there is none. @throws RequestError where there is one. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await writeAtomic(temporary, text);
    await link(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw taken(path, 'Give another name, or remove the file.');
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Writes a folder whole, where there is none, or an empty one. @throws RequestError where something is in it. */
export async function writeNewFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomUUID()}`);
  try {
    for (const [path, text] of files) await writeAtomic(join(temporary, path), text);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (hasCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) throw taken(folder, 'Give another name, or remove it.');
    throw error;
  }
}

/** What is said where something is there already. */
export const taken = (path: string, remedy: string): RequestError =>
  new RequestError({ where: path, what: 'it is there already, and nothing is overwritten', remedy });
