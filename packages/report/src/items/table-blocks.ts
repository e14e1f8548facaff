import { stat } from 'node:fs/promises';
import { DataError, RequestError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { type ColumnBlock, csvRows, parquetColumns, parquetHead } from '@stopover/hub';
import { z } from 'zod';
import { itemColumns } from './item-columns.ts';
import { headOf, type TableHead } from './table-head.ts';

/** A table in a file, before anything of it is checked. */
export interface OpenTable {
  /** Headings, in the file's order. */
  readonly columns: readonly string[];
  readonly head: TableHead | 'unread' | undefined;
  /** The columns of an item table that there are, some rows at a time. */
  readonly blocks: AsyncIterable<ColumnBlock>;
}

/** Opens a Parquet or CSV file. @throws RequestError for another ending or a missing file; DataError for a damaged one. */
export async function openTable(path: string): Promise<OpenTable> {
  const wrong = (what: string, cause?: unknown) =>
    new RequestError({ where: path, what, remedy: 'Give the path of an item table, .parquet or .csv.' }, { cause });
  if (!/\.(parquet|csv)$/i.test(path)) throw wrong('the name ends neither in .parquet nor in .csv');
  const there = await stat(path).catch((cause: unknown) => {
    throw wrong(`the file cannot be read (${reasonOf(cause)})`, cause);
  });
  if (!there.isFile()) throw wrong('it is not a file');
  if (/\.csv$/i.test(path)) return openCsv(path);
  const { columns, metadata } = await parquetHead(path);
  return { columns, head: headOf(metadata), blocks: parquetColumns(path, itemColumns) };
}

/** Rows of a CSV file that are in memory as texts at once. */
const csvBlock = 50_000;

const recordSchema = z.record(z.string(), z.string());

async function openCsv(path: string): Promise<OpenTable> {
  const rows = csvRows(path, 'csv');
  const first = await rows.next();
  if (first.done) {
    throw new DataError({
      where: path,
      what: 'it has no rows below its headings',
      remedy: 'Give a table with a row for each item of each run.',
    });
  }
  const begin = recordOf(first.value);
  const columns = Object.keys(begin);
  return { columns, head: undefined, blocks: csvBlocks(begin, rows, columns) };
}

/** A record that does not fit the headings comes as the error that says so. */
function recordOf(row: unknown): Readonly<Record<string, string>> {
  if (row instanceof DataError) throw row;
  return recordSchema.parse(row);
}

async function* csvBlocks(
  begin: Readonly<Record<string, string>>,
  others: AsyncIterable<unknown>,
  columns: readonly string[],
): AsyncGenerator<ColumnBlock> {
  const names = itemColumns.filter((name) => columns.includes(name));
  let block = [begin];
  const cut = (): ColumnBlock => ({
    rows: block.length,
    columns: new Map(names.map((name) => [name, block.map((record) => record[name] ?? '')])),
  });
  for await (const row of others) {
    if (block.length === csvBlock) {
      yield cut();
      block = [];
    }
    block.push(recordOf(row));
  }
  yield cut();
}
