// One reader of text for everybody: UTF-8 that is refused where it is none, one byte order mark at the very start left
// out, and nothing else changed.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DataError } from '@stopover/core';
import { byteLines } from './byte-lines.ts';

/** One line of a text. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
}

const byteOrderMark = '\u{feff}';
/** Throws at bytes that are no UTF-8, and keeps U+FEFF. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text; undefined when they are not UTF-8. Nothing is left out, a byte order mark neither. */
export function utf8Of(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A text without the byte order mark at its start. */
export const withoutMark = (text: string): string => (text.startsWith(byteOrderMark) ? text.slice(1) : text);

/**
 * The text in some bytes, without a byte order mark at its start.
 * @throws DataError naming the line that is not UTF-8.
 */
export async function textOf(bytes: Uint8Array, where: string): Promise<string> {
  const text = utf8Of(bytes);
  if (text !== undefined) return withoutMark(text);
  // Only a broken text is cut into lines, to say where.
  let number = 0;
  for await (const line of byteLines(once(bytes))) {
    number++;
    if (utf8Of(line.bytes) === undefined) throw notUtf8(where, number, bytes);
  }
  throw notUtf8(where, number, bytes);
}

/** A file's text, as `textOf` gives it. @throws what the system says when it cannot be read. */
export const readText = async (path: string): Promise<string> => textOf(await readFile(path), path);

/**
 * The lines of a file, or of other bytes of that name, one after another. LF and CRLF end one and nothing else does.
 * @throws DataError naming the file and the line that is not UTF-8; what the system says when it cannot be read.
 */
export async function* readLines(
  path: string,
  chunks: AsyncIterable<Uint8Array> = createReadStream(path),
): AsyncGenerator<Line> {
  for await (const { number, text } of readRawLines(path, chunks)) yield { number, text };
}

/** The lines of a file, each also with what ends it: joined together they are the file. Throws as `readLines` does. */
export async function* readRawLines(
  path: string,
  chunks: AsyncIterable<Uint8Array> = createReadStream(path),
): AsyncGenerator<Line & { readonly end: string }> {
  let number = 0;
  for await (const { bytes, end } of byteLines(chunks)) {
    number++;
    const text = utf8Of(bytes);
    if (text === undefined) throw notUtf8(path, number, bytes);
    yield { number, text: number === 1 ? withoutMark(text) : text, end };
  }
}

/** The lines of a text that is in memory, cut as `readLines` cuts them. */
export function linesIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Lines that a program prints, for people: what is not UTF-8 shows as U+FFFD. */
export async function* printedLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const patient = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const { bytes } of byteLines(chunks)) yield patient.decode(bytes);
}

function notUtf8(path: string, line: number, bytes: Uint8Array): DataError {
  const [first, second] = bytes;
  const utf16 = line === 1 && ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff));
  const what = utf16 ? 'the file is UTF-16, and not UTF-8' : 'the line is not UTF-8';
  const remedy = 'Save the file as UTF-8.';
  return new DataError({ where: `${path}, line ${line}`, what, remedy });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
