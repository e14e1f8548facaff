import { stat } from 'node:fs/promises';
import { DataError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Where and why a Parquet file cannot be read. */
type Fail = (what: string, cause?: unknown) => DataError;

/**
 * Rows of one Parquet file in order, one row group in memory at a time. Integers of any width are numbers, missing
 * values are null, structs are objects, lists are arrays.
 * @throws DataError naming the file when it is missing, empty, truncated, corrupt, or holds an integer beyond 2^53.
 */
export async function* parquetRows(path: string): AsyncGenerator<Record<string, unknown>> {
  const fail = failureOf(path);
  const { file, metadata } = await opened(path);
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const rows = await rowGroup(file, metadata, first, count, fail);
    for (const [index, row] of rows.entries()) yield plainRow(row, first + index, fail);
    first += count;
  }
}

/** Number of rows that a Parquet file's footer states. @throws DataError as `parquetRows` does. */
export async function parquetCount(path: string): Promise<number> {
  return Number((await opened(path)).metadata.num_rows);
}

/** What a broken file is reported as. */
const failureOf =
  (path: string): Fail =>
  (what, cause) => {
    const remedy = 'Delete the file and fetch it again, or copy it again from where it came from.';
    return new DataError({ where: path, what, remedy }, { cause });
  };

async function opened(path: string): Promise<{ readonly file: AsyncBuffer; readonly metadata: FileMetaData }> {
  const fail = failureOf(path);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw fail(`the file cannot be opened (${reasonOf(cause)})`, cause);
  });
  if (size === 0) throw fail('the file is empty (0 bytes)');
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw fail(`it is not a whole Parquet file (${reasonOf(cause)})`, cause);
  });
  return { file, metadata };
}

async function rowGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  first: number,
  count: number,
  fail: Fail,
): Promise<readonly Record<string, unknown>[]> {
  const rows = await parquetReadObjects({
    file,
    metadata,
    compressors,
    rowStart: first,
    rowEnd: first + count,
  }).catch((cause: unknown) => {
    throw fail(`rows ${first} to ${first + count - 1} cannot be decoded (${reasonOf(cause)})`, cause);
  });
  if (rows.length !== count) throw fail(`a row group promises ${count} rows and holds ${rows.length}`);
  return rows;
}

function plainRow(row: Record<string, unknown>, index: number, fail: Fail): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    plain[column] = plainValue(value, (integer) =>
      fail(`row ${index}, column ${column}: the integer ${integer} does not fit a JavaScript number`),
    );
  }
  return plain;
}

function plainValue(value: unknown, tooWide: (integer: bigint) => DataError): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') {
    if (!Number.isSafeInteger(Number(value))) throw tooWide(value);
    return Number(value);
  }
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => plainValue(item, tooWide));
  if (isNumbers(value)) return Array.from(value, (item) => plainValue(item, tooWide));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item, tooWide)]));
}

/** A list column of numbers may arrive as a typed array. */
const isNumbers = (value: object): value is Iterable<number | bigint> =>
  ArrayBuffer.isView(value) && Symbol.iterator in value;
