import { createReadStream } from 'node:fs';
import { byteLines, utf8Of } from '@stopover/files';
import type { Tell } from './finding.ts';

/** One line of a text file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
}

const byteOrderMark = '\u{feff}';

/**
 * The lines of a UTF-8 file, one after another, as Python's text mode gives them: \n, \r\n and \r end a line and nothing
 * else does, and a byte order mark stays in the first line. It is told, and so is each line that is not UTF-8.
 */
export async function* linesOf(file: string, tell: Tell): AsyncGenerator<Line> {
  const patient = new TextDecoder('utf-8', { ignoreBOM: true });
  let number = 0;
  for await (const { bytes } of byteLines(createReadStream(file), 'LF, CRLF and CR')) {
    number += 1;
    const whole = utf8Of(bytes);
    if (whole === undefined) tell('not-text', { file, line: number }, 'the line is not UTF-8');
    const text = whole ?? patient.decode(bytes);
    if (number === 1 && text.startsWith(byteOrderMark)) {
      tell('byte-order-mark', { file, line: 1 }, 'the file begins with a byte order mark (U+FEFF)');
    }
    yield { number, text };
  }
}
