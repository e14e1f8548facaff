import type { AnyTask, Source } from '@stopover/core';
import { eachRow } from '../read-rows.ts';
import type { Table } from '../stage.ts';
import { Inspection, type InspectionOptions } from './inspection.ts';
import type { CheckedTable } from './table-check.ts';

/** How a table is checked. */
export interface TableOptions extends InspectionOptions {
  readonly source: Source;
}

/**
 * Reads a whole table as training and evaluation would, and says what is in it: a wrong row does not stop it, and what
 * cannot be read at all is counted by the footer.
 */
export async function checkTable(task: AnyTask, table: Table, options: TableOptions): Promise<CheckedTable> {
  const { source } = options;
  const inspection = new Inspection(task, table, options);
  try {
    for await (const row of eachRow(source, task, table)) await inspection.take(row);
  } catch (error) {
    inspection.unreadable(error);
  }
  const counted = await source.count?.(table.location).catch((error: unknown) => inspection.unreadable(error));
  return inspection.end(counted ?? null);
}
