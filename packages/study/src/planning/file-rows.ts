// Rows of files are written by hand: what is wrong in them is said before anything is trained.
import { type AnyTask, DataError, type Source } from '@stopover/core';
import { eachRow, nameOf, type Table } from '@stopover/data';
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
  const reasons = new Set<string>();
  let rows = 0;
  let isUsed = false;
  for await (const { example, fault, skipped } of eachRow(source, task, table)) {
    if (fault) throw fault;
    if (example) isUsed = true;
    if (skipped !== undefined) reasons.add(skipped);
    rows++;
    if (rows === most) return;
  }
  if (isUsed) return;
  const what = `none of its ${rows} rows can be used (left out because ${[...reasons].join(', ')})`;
  const remedy = `Check the data, or leave ${table.task} in ${table.language} out of the study.`;
  throw new DataError({ where: nameOf(table.location), what, remedy });
}
