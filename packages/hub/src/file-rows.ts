import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { basename } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { XzReadableStream } from 'xz-decompress';
import { squadRows } from './squad-rows.ts';

/** A line of a text file: its number from 1, and the name of the file without `.xz`. */
export interface LineRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Rows of a file that is not Parquet: JSON in SQuAD's form (`.json`) as `squadRows` gives it, anything else line by line,
 * empty lines left out. With `.xz` behind its name it is decompressed.
 * @throws DataError naming the file when it cannot be read, decompressed or parsed.
 */
export async function* fileRows(path: string): AsyncGenerator<unknown> {
  const file = basename(path).replace(/\.xz$/, '');
  try {
    if (file.endsWith('.json')) yield* squadRows(JSON.parse(await whole(path)), file);
    else yield* lineRows(path, file);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    const remedy = 'Fetch the file again.';
    throw new DataError({ where: path, what: `the file cannot be read (${messageOf(cause)})`, remedy }, { cause });
  }
}

async function* lineRows(path: string, file: string): AsyncGenerator<LineRow> {
  let line = 0;
  for await (const text of createInterface({ input: opened(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() !== '') yield { file, line, text: line === 1 ? text.replace(/^\uFEFF/, '') : text };
  }
}

async function whole(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of opened(path)) chunks.push(Buffer.from(chunk));
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function opened(path: string): Readable {
  const bytes = createReadStream(path);
  return path.endsWith('.xz') ? Readable.fromWeb(new XzReadableStream(Readable.toWeb(bytes))) : bytes;
}
