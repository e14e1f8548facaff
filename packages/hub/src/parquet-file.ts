import { stat } from 'node:fs/promises';
import { DataError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { type AsyncBuffer, asyncBufferFromFile, type FileMetaData, parquetMetadataAsync } from 'hyparquet';

/** Where and why a Parquet file cannot be read. */
export type Fail = (what: string, cause?: unknown, remedy?: string) => DataError;

/** An open file with what its footer says. */
export interface ParquetFile {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** What a broken file is reported as. */
export const failureOf =
  (path: string): Fail =>
  (what, cause, remedy = 'Delete the file and fetch it again, or copy it again from where it came from.') => {
    return new DataError({ where: path, what, remedy }, { cause });
  };

/** Opens a file and reads its footer. @throws DataError naming the file when it is missing, empty, truncated or corrupt. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const fail = failureOf(path);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw fail(`the file cannot be opened (${reasonOf(cause)})`, cause);
  });
  if (size === 0) throw fail('the file is empty (0 bytes)');
  return withFooter(await asyncBufferFromFile(path), fail);
}

/** The same of a file whose bytes are in memory. */
export async function openParquetIn(path: string, bytes: Uint8Array): Promise<ParquetFile> {
  const fail = failureOf(path);
  if (bytes.length === 0) throw fail('the file is empty (0 bytes)');
  // The library takes offsets from the start of a buffer, and bytes may lie within a larger one.
  return withFooter(Uint8Array.from(bytes).buffer, fail);
}

async function withFooter(file: AsyncBuffer, fail: Fail): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw fail(`it is not a whole Parquet file (${reasonOf(cause)})`, cause);
  });
  return { file, metadata };
}
