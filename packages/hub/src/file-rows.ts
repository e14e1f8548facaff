import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { DataError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import xz from 'xz-decompress';
import { squadRows } from './squad-rows.ts';

/** A line of a text file: its number from 1, and the name of the file without `.xz`. */
export interface LineRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What a lookup has for the text before the line's first tab. */
  readonly found?: string;
}

/**
 * Rows of a file that is not Parquet: JSON in SQuAD's form (`.json`) as `squadRows` gives it, anything else line by line,
 * empty lines left out. With `.xz` behind its name it is decompressed.
 * @throws DataError naming the file when it cannot be read, decompressed or parsed.
 */
export async function* fileRows(path: string, lookup?: ReadonlyMap<string, string>): AsyncGenerator<unknown> {
  const file = basename(path).replace(/\.xz$/, '');
  try {
    if (file.endsWith('.json')) yield* squadRows(JSON.parse(await whole(path)), file);
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
  let line = 0;
  for await (const text of createInterface({ input: opened(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === '') continue;
    const plain = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    const found = lookup?.get(plain.split('\t')[0] ?? '');
    yield { file, line, text: plain, ...(found === undefined ? {} : { found }) };
  }
}

async function whole(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of opened(path)) chunks.push(Buffer.from(chunk));
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function opened(path: string): Readable {
  const bytes = createReadStream(path);
  return path.endsWith('.xz') ? Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(bytes))) : bytes;
}
