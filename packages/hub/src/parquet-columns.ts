import { reasonOf } from '@stopover/files';
import { type FileMetaData, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Fail, failureOf, openParquet, openParquetIn, type ParquetFile } from './parquet-file.ts';
import { textParsers } from './parquet-values.ts';

/** Some rows of a table, column by column. */
export interface ColumnBlock {
  /** Rows in the block. */
  readonly rows: number;
  /** Values of each column, one a row. */
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
}

/** What stands about a table beside its rows. */
export interface ParquetHead {
  /** Names of the columns, in the file's order. */
  readonly columns: readonly string[];
  /** What a program wrote into the footer, by its key. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The columns of a Parquet file and its metadata. @throws DataError naming the file that is no whole Parquet file. */
export async function parquetHead(path: string): Promise<ParquetHead> {
  const { metadata } = await openParquet(path);
  return {
    columns: columnNames(metadata),
    metadata: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
  };
}

/**
 * A Parquet file by columns, one row group in memory at a time: for tables of many rows and few columns. Values come as the
 * library has them: 64-bit integers are bigints, texts that are not UTF-8 bytes, missing values null or undefined.
 * @param names columns to read; those that the file lacks are left out.
 * @throws DataError naming the file when it is missing, empty, truncated or corrupt.
 */
export async function* parquetColumns(path: string, names: readonly string[]): AsyncGenerator<ColumnBlock> {
  yield* blocksOf(await openParquet(path), names, failureOf(path));
}

/** What `parquetColumns` does, of a file whose bytes are in memory; `path` is for messages. */
export async function* parquetColumnsIn(
  path: string,
  bytes: Uint8Array,
  names: readonly string[],
): AsyncGenerator<ColumnBlock> {
  yield* blocksOf(await openParquetIn(path, bytes), names, failureOf(path));
}

async function* blocksOf(
  { file, metadata }: ParquetFile,
  names: readonly string[],
  fail: Fail,
): AsyncGenerator<ColumnBlock> {
  const there = columnNames(metadata);
  const columns = names.filter((name) => there.includes(name));
  const scan = await parquetScan({ file, metadata, columns, compressors, parsers: textParsers });
  for (const { rowStart, rowEnd } of scan.ranges) {
    const rows = rowEnd - rowStart;
    const found = new Map<string, ArrayLike<unknown>>();
    for (const column of columns) {
      const values = await scan.readColumn({ column, rowStart, rowEnd }).catch((cause: unknown) => {
        const place = `column ${column}, rows ${rowStart} to ${rowEnd - 1}`;
        throw fail(`${place} cannot be decoded (${reasonOf(cause)})`, cause);
      });
      if (values.length !== rows) throw fail(`column ${column} promises ${rows} rows and holds ${values.length}`);
      found.set(column, values);
    }
    yield { rows, columns: found };
  }
}

const columnNames = (metadata: FileMetaData): readonly string[] =>
  parquetSchema(metadata).children.map(({ element }) => element.name);
