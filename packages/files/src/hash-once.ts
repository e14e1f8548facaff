import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hashFile } from './hash-file.ts';

const known = new Map<string, Promise<string>>();

/**
 * SHA-256 of a file, hex, read once for as long as this process lives and the file stays as it is: the same one by the
 * system's number for it, of the same size and times. @throws as `hashFile`.
 */
export async function hashOnce(path: string): Promise<string> {
  const seen = await stat(path, { bigint: true }).catch(() => undefined);
  if (!seen) return hashFile(path);
  const { dev, ino, size, mtimeNs, ctimeNs } = seen;
  const state = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const hash = known.get(state) ?? hashFile(path);
  known.set(state, hash);
  hash.catch(() => known.delete(state));
  return hash;
}

/** SHA-256 over the names and the bytes of files in their order, hex; each is read once as by `hashOnce`. @throws as `hashFile`. */
export async function hashFiles(paths: readonly string[]): Promise<string> {
  const all = createHash('sha256');
  for (const path of paths) all.update(`${basename(path)} ${await hashOnce(path)}\n`);
  return all.digest('hex');
}
