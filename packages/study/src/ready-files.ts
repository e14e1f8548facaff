// Translations that are there already: FOLDER/<task>/<train|validation|test>.<from>-<to>.parquet or .jsonl, with rows
// in the task's own schema.
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DataError, messageOf } from '@stopover/core';
import { parquetRows } from '@stopover/hub';
import type { Table } from './stage.ts';

/** The file with a table in another language, if there is one in the folder. */
export async function readyFile(
  folder: string,
  { task, role, language }: Table,
  to: string,
): Promise<string | undefined> {
  for (const ending of ['parquet', 'jsonl']) {
    const path = join(folder, task, `${role}.${language}-${to}.${ending}`);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** The rows of a ready file. @throws DataError naming the file, and the line that is no JSON. */
export async function* readyRows(path: string): AsyncGenerator<unknown> {
  if (path.endsWith('.parquet')) {
    yield* parquetRows(path);
    return;
  }
  let line = 0;
  for await (const text of createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() !== '') yield rowOf(text, path, line);
  }
}

function rowOf(text: string, path: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = `this is not JSON (${messageOf(error)})`;
    throw new DataError({
      where: `${path}, line ${line}`,
      what,
      remedy: 'Write one row as a JSON object on each line.',
    });
  }
}
