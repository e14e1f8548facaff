import { stat } from 'node:fs/promises';
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
