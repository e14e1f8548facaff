// Folders that say themselves whether they are still what was written: a list of SHA-256, one for each file.
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { flush, flushTree, hasCode, hashFile, isAbsent, writeAtomic } from '@stopover/files';
import { z } from 'zod';

const list = 'sha256.json';
const listSchema = z.record(z.string().min(1), z.string().regex(/^[0-9a-f]{64}$/));

/** Writes the hashes of a folder's files beside them; the last write to it. */
export async function seal(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== list).sort();
  const hashes: [name: string, hash: string][] = [];
  for (const name of names) hashes.push([name, await hashFile(join(folder, name))]);
  await writeAtomic(join(folder, list), `${JSON.stringify(Object.fromEntries(hashes))}\n`);
}

/** Copies a sealed folder's files without the hashes. */
export const copyUnsealed = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, filter: (path) => basename(path) !== list });

/** Has a folder written and puts it in its place, whole or not at all. `mayWrite` is asked before. */
export async function replaceFolder(
  to: string,
  mayWrite: (() => Promise<void>) | undefined,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const part = `${to}.part`;
  await rm(part, { recursive: true, force: true });
  await write(part);
  await mayWrite?.();
  await rm(to, { recursive: true, force: true });
  await rename(part, to);
}

/** Has a folder's files written and sealed, and puts it on the disk in its place, whole or not at all. */
export async function writeSealed(to: string, write: (folder: string) => Promise<void>): Promise<void> {
  await replaceFolder(to, undefined, async (part) => {
    await mkdir(part, { recursive: true });
    await write(part);
    await seal(part);
    await flushTree(part);
  });
  await flush(dirname(to));
}

/** What is wrong with a sealed folder, in words; undefined where each of its files is what was written. */
export async function damageOf(folder: string): Promise<string | undefined> {
  const hashes = await readList(folder);
  if (!hashes) return `its list of hashes, ${list}, is missing or damaged`;
  for (const [name, wanted] of Object.entries(hashes)) {
    const found = await hashOf(join(folder, name));
    if (found === undefined) return `${name} is missing`;
    if (found !== wanted) return `${name} is not what was written`;
  }
  return undefined;
}

async function readList(folder: string): Promise<z.infer<typeof listSchema> | undefined> {
  try {
    const hashes = listSchema.parse(JSON.parse(await readFile(join(folder, list), 'utf8')));
    return Object.keys(hashes).length > 0 ? hashes : undefined;
  } catch (error) {
    // A disk that cannot be read for another reason says so: nothing is known of the folder then.
    if (error instanceof SyntaxError || error instanceof z.ZodError || isGone(error)) return undefined;
    throw error;
  }
}

const isGone = (error: unknown) => isAbsent(error) || hasCode(error, 'EISDIR', 'EIO');

const hashOf = (path: string): Promise<string | undefined> =>
  hashFile(path).catch((error: unknown) => {
    if (isGone(error) || (error instanceof Error && isGone(error.cause))) return undefined;
    throw error;
  });
