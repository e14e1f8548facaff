// Rows of files are written by hand: what is wrong in them is said before anything is trained.
import type { AnyTask, Source } from '@stopover/core';
import { collectRows, eachRow, nameOf, type Table, type TableRow } from '@stopover/data';
import type { Catalog } from '@stopover/registry';
import type { Stage } from '../records/stage.ts';
import { tablesOfAll } from '../stages/tables-of.ts';

/** Rows of a table that are looked at: enough for what is wrong throughout, and no time of a plan. */
const most = 1024;

/**
 * Reads the first rows of each file that some stages read, as they will read them.
 * @throws DataError on a row that its task does not understand, and where none of a file can be used.
 */
export async function checkFileRows(
  stages: readonly Stage[],
  { source, tasks }: { readonly source: Source; readonly tasks: Catalog<AnyTask> },
): Promise<void> {
  for (const table of tablesOfAll(stages)) {
    if (table.location.files) await checkRows(source, tasks.get(table.task, 'the plan'), table);
  }
}

async function checkRows(source: Source, task: AnyTask, table: Table): Promise<void> {
  const read: TableRow[] = [];
  for await (const row of eachRow(source, task, table)) {
    if (row.fault) throw row.fault;
    read.push(row);
    if (read.length === most) return;
  }
  // A table that ends here must have a row that can be used.
  await collectRows(again(read), task, table, nameOf(table.location));
}

async function* again<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}
