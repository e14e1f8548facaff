import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DataError } from '@stopover/core';
import { readLines, reasonOf, textOf } from '@stopover/files';
import xz from 'xz-decompress';
import { conlluRows } from './conllu-rows.ts';
import { csvRows } from './csv-rows.ts';
import { jsonRows } from './json-rows.ts';
import { parquetRows, type RowOptions } from './parquet-rows.ts';
import { squadRows } from './squad-rows.ts';
import { isMember, memberBytes } from './zip-members.ts';

/** A line of a text file: its number from 1, and the name of the file without `.xz`. */
export interface LineRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What a lookup has for the text before the line's first tab. */
  readonly found?: string;
}

/**
 * Rows of a file by the ending of its name: JSON in SQuAD's form (`.json`) as `squadRows` gives it, Parquet (`.parquet`),
 * an object for each row (`.jsonl`), for each record below a line of headings (`.csv`, `.tsv`), for each sentence of a treebank (`.conllu`); anything else line by
 * line, empty lines left out. With `.xz` behind its name it is decompressed. A row that cannot be parsed comes as the
 * DataError that says so, and the next ones follow.
 * @throws DataError naming the file when it cannot be read, decompressed or parsed on.
 */
export async function* fileRows(
  path: string,
  lookup?: ReadonlyMap<string, string>,
  options?: RowOptions,
): AsyncGenerator<unknown> {
  const file = basename(path).replace(/\.xz$/, '');
  try {
    if (file.endsWith('.json')) yield* squadRows(JSON.parse(await textOf(await buffer(opened(path)), path)), file);
    else if (file.endsWith('.jsonl')) yield* jsonRows(path, opened(path));
    else if (file.endsWith('.csv')) yield* csvRows(path, 'csv', opened(path));
    else if (file.endsWith('.tsv')) yield* csvRows(path, 'tsv', opened(path));
    else if (path.endsWith('.parquet') && !isMember(path)) yield* parquetRows(path, options);
    else if (file.endsWith('.conllu')) yield* conlluRows(path, file, opened(path));
    else yield* lineRows(path, file, lookup);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const remedy = 'Fetch the file again.';
    throw new DataError({ where: path, what: `the file cannot be read (${reasonOf(cause)})`, remedy }, { cause });
  }
}

/** A file of lines `key TAB value`. @throws DataError naming the line that has no tab or a key a second time. */
export async function tabbed(path: string): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for await (const { file, line, text } of lineRows(path, basename(path))) {
    const [key = '', value] = text.split('\t');
    const what = value === undefined ? 'the line has no tab' : values.has(key) ? `"${key}" is there twice` : undefined;
    if (what) throw new DataError({ where: `${file}: line ${line}`, what, remedy: 'Correct the file.' });
    values.set(key, value ?? '');
  }
  return values;
}

async function* lineRows(path: string, file: string, lookup?: ReadonlyMap<string, string>): AsyncGenerator<LineRow> {
  for await (const { number, text } of readLines(path, opened(path))) {
    if (text.trim() === '') continue;
    const found = lookup?.get(text.split('\t')[0] ?? '');
    yield { file, line: number, text, ...(found === undefined ? {} : { found }) };
  }
}

function opened(path: string): Readable {
  const bytes = isMember(path) ? Readable.from(memberBytes(path)) : createReadStream(path);
  return path.endsWith('.xz') ? Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(bytes))) : bytes;
}
