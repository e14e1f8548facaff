// What broken downloads leave beside a blob: the first bytes of it.
import { randomUUID } from 'node:crypto';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { namesIn } from '@stopover/files';

const mark = '.stopover-';

/** A name in the same folder that no other write uses, in this process or another. */
export const temporaryFor = (path: string): string => `${path}${mark}${randomUUID()}.incomplete`;

/**
 * A path of our own that holds the longest part of a blob which was left, if one was. Our own parts are renamed, the
 * shorter ones removed; one of Python's is copied, because Python may be writing it.
 */
export async function takePart(blob: string): Promise<string> {
  const part = temporaryFor(blob);
  const names = (await namesIn(dirname(blob))).filter((name) => isPart(name, basename(blob)));
  const left = await Promise.all(names.map((name) => partAt(join(dirname(blob), name))));
  const [longest, ...others] = left.sort((a, b) => b.size - a.size);
  if (longest) await (isOurs(longest.path) ? rename(longest.path, part) : copyFile(longest.path, part));
  for (const { path } of others) if (isOurs(path)) await rm(path, { force: true });
  return part;
}

const isOurs = (path: string): boolean => basename(path).includes(mark);

/** Python: `<hash>.incomplete`, or with eight digits before the ending. */
const isPart = (name: string, blob: string): boolean =>
  name.startsWith(`${blob}.`) && /^\.(stopover-[0-9a-f-]+\.|[0-9a-f]{8}\.)?incomplete$/.test(name.slice(blob.length));

const partAt = async (path: string) => ({
  path,
  size: await stat(path).then(
    (found) => found.size,
    () => 0,
  ),
});
