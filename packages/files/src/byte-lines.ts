const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/** One line as bytes. */
export interface ByteLine {
  /** Without its end. */
  readonly bytes: Uint8Array;
  /** The bytes that end it; none at the end of the text where no line feed is. */
  readonly end: '\n' | '\r\n' | '\r' | '';
}

/** What ends a line. */
export type LineEnds = 'LF and CRLF' | 'LF, CRLF and CR';

/**
 * Cuts bytes into lines at LF and CRLF, and at nothing else unless a lone CR is asked for. Bytes are cut and not
 * characters: in UTF-8 no other character holds these two bytes, and what a library thinks ends a line (U+2028 in the
 * readline of Node 24, U+0085, vertical tabs, form feeds) is part of the text.
 */
export async function* byteLines(
  chunks: AsyncIterable<Uint8Array>,
  ends: LineEnds = 'LF and CRLF',
): AsyncGenerator<ByteLine> {
  const loneReturns = ends === 'LF, CRLF and CR';
  // Joined when an end has come, and not with every chunk: a line may be a whole file.
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // Whether a line feed follows a CR shows with the next chunk.
    const waits = loneReturns && rest.at(-1)?.at(-1) === carriageReturn;
    rest.push(piece);
    if (!waits && endIn(piece, 0, loneReturns) < 0) continue;
    const bytes = rest.length === 1 ? piece : Buffer.concat(rest);
    let start = 0;
    for (let at = endIn(bytes, 0, loneReturns); at >= 0; at = endIn(bytes, start, loneReturns)) {
      const isReturn = bytes[at] === carriageReturn;
      if (isReturn && at + 1 === bytes.length) break;
      const pair = isReturn ? bytes[at + 1] === lineFeed : at > start && bytes[at - 1] === carriageReturn;
      yield {
        bytes: bytes.subarray(start, pair && !isReturn ? at - 1 : at),
        end: pair ? '\r\n' : isReturn ? '\r' : '\n',
      };
      start = isReturn && pair ? at + 2 : at + 1;
    }
    rest = start < bytes.length ? [bytes.subarray(start)] : [];
  }
  const last = Buffer.concat(rest);
  if (last.length === 0) return;
  if (loneReturns && last.at(-1) === carriageReturn) yield { bytes: last.subarray(0, -1), end: '\r' };
  else yield { bytes: last, end: '' };
}

function endIn(bytes: Buffer, from: number, loneReturns: boolean): number {
  if (!loneReturns) return bytes.indexOf(lineFeed, from);
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === lineFeed || bytes[at] === carriageReturn) return at;
  }
  return -1;
}
