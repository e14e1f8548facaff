import { DataError, messageOf } from '@stopover/core';
import { readLines } from '@stopover/files';

/**
 * JSON as JSON.parse reads it, but for integers beyond 2^53: they are bigints, and not the nearest number.
 * @throws SyntaxError for what is no JSON.
 */
export function parseExactly(json: string): unknown {
  // Rare: most texts have no sixteen digits in a row.
  if (!/\d{16}/.test(json)) return JSON.parse(json);
  JSON.parse(json);
  const marked = json.replace(token, (found) => {
    if (!/^-?\d+$/.test(found) || Number.isSafeInteger(Number(found))) return found;
    return JSON.stringify(`${mark}${found}`);
  });
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
  );
}

/** A string, or a number: so that digits in a string are not taken for a number. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const mark = '\u0000integer:';

/**
 * The rows of a file with a JSON object on each line; empty lines are left out. A line that is no JSON, or no object, comes as the
 * DataError that says so, in its row's place.
 * @throws DataError naming the file and a line that is not UTF-8.
 */
export async function* jsonRows(path: string, chunks?: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const { number, text } of readLines(path, chunks)) {
    if (text.trim() !== '') yield rowOf(text, `${path}, line ${number}`);
  }
}

const remedy = 'Write one row as a JSON object on each line.';

function rowOf(text: string, where: string): unknown {
  try {
    const row = parseExactly(text);
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
    return new DataError({
      where,
      what: `this is ${Array.isArray(row) ? 'a list' : 'a value'} and not an object`,
      remedy,
    });
  } catch (cause) {
    return new DataError({ where, what: `this is not JSON (${messageOf(cause)})`, remedy }, { cause });
  }
}
