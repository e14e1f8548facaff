import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { systemError } from './system-error.ts';

/** SHA-256 of a file, hex. @throws StopoverError naming the file that cannot be read: a read that fails says no path. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path)) hash.update(part);
  } catch (error) {
    throw systemError(error, path) ?? error;
  }
  return hash.digest('hex');
}

/** SHA-256 of a text that comes in parts, hex. */
export function hashParts(parts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
