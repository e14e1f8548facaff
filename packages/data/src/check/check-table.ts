import { type AnyTask, DataError, type Source } from '@stopover/core';
import { eachRow, labelled } from '../read-rows.ts';
import type { Table } from '../table.ts';
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
export async function checkTable(plain: AnyTask, table: Table, options: TableOptions): Promise<CheckedTable> {
  const { source } = options;
  const task = await labelled(source, plain, table).catch((error: unknown) => {
    if (error instanceof DataError) return error;
    throw error;
  });
  const inspection =
    task instanceof DataError
      ? new Inspection(plain, table, { ...options, measure: undefined })
      : new Inspection(task, table, options);
  try {
    // Its tags are those of the training rows: without them no features can be made, and the rows are still counted.
    if (task instanceof DataError) inspection.unreadable(task);
    const readAs = task instanceof DataError ? plain : task;
    for await (const row of eachRow(source, readAs, table)) await inspection.take(row);
  } catch (error) {
    inspection.unreadable(error);
  }
  const counted = await source.capabilities
    .count?.(table.location)
    .catch((error: unknown) => inspection.unreadable(error));
  return inspection.end(counted ?? null);
}
