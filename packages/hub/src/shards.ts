import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DataError, type Location, RequestError } from '@stopover/core';
import { systemError } from '@stopover/files';
import { parquetCount, parquetRows, type RowOptions } from './parquet-rows.ts';
import { fileOnDisk, isMember, memberBytes } from './zip-members.ts';

/** `facebook/xnli, sw/test`: how messages name a table. */
export const tableName = ({ repo, config, split }: Location): string => `${repo}, ${config}/${split}`;

/** Rows of all shards, in the order given. */
export async function* shardRows(paths: readonly string[], options?: RowOptions): AsyncGenerator<unknown> {
  for (const path of paths) yield* parquetRows(path, options);
}

/** Rows of all shards together, by their footers. */
export async function shardCount(paths: readonly string[]): Promise<number> {
  let count = 0;
  for (const path of paths) count += await parquetCount(path);
  return count;
}

/** Rows that are looked for when the first is asked for. */
export async function* later(rows: () => Promise<AsyncIterable<unknown>>): AsyncGenerator<unknown> {
  yield* await rows();
}

/**
 * File names of a table's shards in order. The hub numbers them from 0000, so a gap means that one did not arrive.
 * @throws DataError naming the first missing shard.
 */
export function shardOrder(names: readonly string[], where: string): readonly string[] {
  const number = (name: string) => Number(name.slice(0, -'.parquet'.length));
  const shards = names.filter((name) => /^\d+\.parquet$/.test(name)).sort((a, b) => number(a) - number(b));
  const gap = shards.findIndex((name, index) => number(name) !== index);
  if (gap >= 0) {
    throw new DataError({
      where,
      what: `shard ${String(gap).padStart(4, '0')}.parquet is missing (there are ${shards.join(', ')})`,
      remedy: 'Copy or download the whole table; a part of it would give other results.',
    });
  }
  return shards;
}

/**
 * Names come from study files and become paths.
 * @throws RequestError when a part would leave the folder.
 */
export function checkNames(...names: readonly string[]): void {
  const bad = names.find((name) => name.split('/').some((part) => !/^[^\\\0]+$/.test(part) || /^\.{1,2}$/.test(part)));
  if (bad === undefined) return;
  throw new RequestError({
    where: `"${bad}"`,
    what: 'this is not a name of a repository, configuration or split',
    remedy: 'Write it as on the hub: owner/name, or a plain name.',
  });
}

/** SHA-256 of files one after the other, hex. An unchanged file (size and time) is not read twice in a process. */
export class Fingerprints {
  readonly #known = new Map<string, Promise<string>>();

  async of(paths: readonly string[]): Promise<string> {
    const stats = await Promise.all(paths.map((path) => statOfFile(fileOnDisk(path))));
    const key = JSON.stringify(paths.map((path, i) => [path, stats[i]?.size, stats[i]?.mtimeMs]));
    const known = this.#known.get(key) ?? hashFiles(paths);
    this.#known.set(key, known);
    return known;
  }
}

/** @throws DataError where the path leads to no file. */
async function statOfFile(path: string): Promise<Stats> {
  const found = await stat(path).catch((cause: unknown) => {
    throw systemError(cause, 'a shard') ?? cause;
  });
  if (found.isFile()) return found;
  const what = found.isDirectory() ? 'it is a folder, where a file is needed' : 'it is no file';
  throw new DataError({ where: path, what, remedy: 'Put the file itself there.' });
}

async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    // A file has the same hash inside a zip.
    const bytes = isMember(path) ? memberBytes(path) : createReadStream(path);
    for await (const chunk of bytes) hash.update(chunk);
  }
  return hash.digest('hex');
}
