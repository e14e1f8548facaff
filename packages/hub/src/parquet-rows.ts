import type { Source } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { type AsyncBuffer, type FileMetaData, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type ClassNames, classesOf, className, classNames } from './class-names.ts';
import { type Fail, failureOf, openParquet } from './parquet-file.ts';
import { asStored, decimalOf, decimalScale, plainValue, textParsers } from './parquet-values.ts';

/** Which part of a table's rows is wanted. */
export type RowOptions = NonNullable<Parameters<Source['rows']>[1]>;

/**
 * Rows of one Parquet file in order, one row group in memory at a time. Integers are numbers, or bigints beyond 2^53;
 * decimals are numbers, or their digits where a number has not enough; missing values are null, structs are objects,
 * lists are arrays. A column that is not needed is not read, so what is in it does no harm.
 * @throws DataError naming the file when it is missing, empty, truncated or corrupt.
 */
export async function* parquetRows(path: string, options: RowOptions = {}): AsyncGenerator<Record<string, unknown>> {
  const fail = failureOf(path);
  const { file, metadata } = await openParquet(path);
  const columns = columnsOf(metadata, options, fail);
  const scales = scalesOf(metadata);
  const stored = {
    ...metadata,
    schema: metadata.schema.map((element, i) => (scales.has(i) ? asStored(element) : element)),
  };
  const decimals = new Map([...scales.values()].map(({ name, scale }) => [name, scale]));
  const classes = classNames(metadata, options.columns);
  let first = 0;
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    const rows = await rowGroup({ file, metadata: stored, columns }, first, count, fail);
    for (const row of rows) yield withClasses(plainRow(row, decimals), classes);
    first += count;
  }
}

/**
 * Rows of a whole Parquet file in memory: for files that this program wrote. Texts are read as `parquetRows` does.
 * @throws what the library says of a damaged file.
 */
export async function parquetRowsIn(bytes: Uint8Array): Promise<readonly Record<string, unknown>[]> {
  const file = Uint8Array.from(bytes).buffer;
  return parquetReadObjects({ file, parsers: textParsers });
}

/**
 * Undefined for all; where the file has none of the columns, all are read, so that its rows can be refused. Rows of which
 * nothing is needed are told by one column. @throws DataError for a column that is there twice.
 */
function columnsOf({ schema }: FileMetaData, { columns }: RowOptions, fail: Fail): string[] | undefined {
  const there = childrenOf(schema).flatMap((i) => schema[i]?.name ?? []);
  const wanted = columns?.length === 0 ? there.slice(0, 1) : there.filter((name) => columns?.includes(name));
  const twice = columns?.find((name) => wanted.indexOf(name) !== wanted.lastIndexOf(name));
  if (twice !== undefined)
    throw fail(`the column "${twice}" is there twice`, undefined, 'Give each column a name of its own.');
  return wanted.length > 0 ? wanted : undefined;
}

/** Columns of decimals by their places in the schema. Those inside lists and structs are left to the library. */
function scalesOf({ schema }: FileMetaData): ReadonlyMap<number, { readonly name: string; readonly scale: number }> {
  const scales = new Map<number, { name: string; scale: number }>();
  for (const i of childrenOf(schema)) {
    const element = schema[i];
    if (!element || element.repetition_type === 'REPEATED') continue;
    const scale = decimalScale(element);
    if (scale !== undefined) scales.set(i, { name: element.name, scale });
  }
  return scales;
}

/** The places of the table's columns in a schema, which lists a tree root first, each node before its children. */
function childrenOf(schema: FileMetaData['schema']): readonly number[] {
  const places: number[] = [];
  const after = (i: number): number => {
    let next = i + 1;
    for (let child = 0; child < (schema[i]?.num_children ?? 0); child++) {
      if (i === 0) places.push(next);
      next = after(next);
    }
    return next;
  };
  after(0);
  return places;
}

/** Number of rows that a Parquet file's footer states. @throws DataError as `parquetRows` does. */
export async function parquetCount(path: string): Promise<number> {
  return Number((await openParquet(path)).metadata.num_rows);
}

interface Opened {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly columns: string[] | undefined;
}

async function rowGroup(
  { file, metadata, columns }: Opened,
  first: number,
  count: number,
  fail: Fail,
): Promise<readonly Record<string, unknown>[]> {
  const rows = await parquetReadObjects({
    file,
    metadata,
    compressors,
    parsers: textParsers,
    ...(columns && { columns }),
    rowStart: first,
    rowEnd: first + count,
  }).catch((cause: unknown) => {
    throw fail(`rows ${first} to ${first + count - 1} cannot be decoded (${reasonOf(cause)})`, cause);
  });
  if (rows.length !== count) throw fail(`a row group promises ${count} rows and holds ${rows.length}`);
  return rows;
}

const plainRow = (row: Record<string, unknown>, decimals: ReadonlyMap<string, number>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const scale = decimals.get(column);
      return [column, scale === undefined ? plainValue(value) : decimalOf(value, scale)];
    }),
  );

/** A row with a further column for each that holds classes. */
function withClasses(row: Record<string, unknown>, classes: ClassNames): Record<string, unknown> {
  for (const [column, names] of classes) row[classesOf(column)] = className(row[column], names);
  return row;
}
