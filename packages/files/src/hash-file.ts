import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { systemError } from './system-error.ts';

/** Bytes that are read at once. With the 64 kB of a stream reading takes four times as long as hashing. */
const pieceBytes = 2 ** 20;

/** SHA-256 of a file, hex. @throws StopoverError naming the file that cannot be read: a read that fails says no path. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await using file = await open(path);
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, pieceBytes, null);
      if (bytesRead === 0) break;
      hash.update(piece.subarray(0, bytesRead));
    }
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
