// Translations that are there already: FOLDER/<task>/<train|validation|test>.<from>-<to>.parquet or .jsonl, with rows
// in the task's own schema.
import { join } from 'node:path';
import { isThere } from '@stopover/files';
import { jsonRows, parquetRows } from '@stopover/hub';
import type { Table } from './table.ts';

/** The file with a table in another language, if there is one in the folder. */
export async function readyFile(
  folder: string,
  { task, role, language }: Table,
  to: string,
): Promise<string | undefined> {
  for (const ending of ['parquet', 'jsonl']) {
    const path = join(folder, task, `${role}.${language}-${to}.${ending}`);
    if (await isThere(path)) return path;
  }
  return undefined;
}

/**
 * The rows of a ready file, as those of a table. A line that is no JSON comes as the DataError that says so.
 * @throws DataError naming the file that cannot be read.
 */
export const readyRows = (path: string, columns?: readonly string[]): AsyncGenerator<unknown> =>
  path.endsWith('.parquet') ? parquetRows(path, { columns }) : jsonRows(path);
