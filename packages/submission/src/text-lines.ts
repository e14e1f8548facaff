import { createReadStream } from 'node:fs';
import type { Tell } from './finding.ts';

/** One line of a text file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
}

const byteOrderMark = '\u{feff}';
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * The lines of a UTF-8 file, one after another, as Python's text mode gives them: \n, \r\n and \r end a line and nothing
 * else does, and a byte order mark stays in the first line. It is told, and so is each line that is not UTF-8.
 */
export async function* linesOf(file: string, tell: Tell): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const patient = new TextDecoder('utf-8', { ignoreBOM: true });
  let number = 0;
  for await (const bytes of byteLines(file)) {
    number += 1;
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      tell('not-text', { file, line: number }, 'the line is not UTF-8');
      text = patient.decode(bytes);
    }
    if (number === 1 && text.startsWith(byteOrderMark)) {
      tell('byte-order-mark', { file, line: 1 }, 'the file begins with a byte order mark (U+FEFF)');
    }
    yield { number, text };
  }
}

// Lines are cut before they are decoded: in UTF-8 no other character holds these two bytes.
async function* byteLines(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file)) {
    const bytes: Buffer = Buffer.concat([rest, Buffer.from(chunk)]);
    let start = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      // Whether a \n follows shows with the next chunk.
      if (byte === carriageReturn && at + 1 === bytes.length) break;
      yield bytes.subarray(start, at);
      if (byte === carriageReturn && bytes[at + 1] === lineFeed) at += 1;
      start = at + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest.at(-1) === carriageReturn ? rest.subarray(0, -1) : rest;
}
