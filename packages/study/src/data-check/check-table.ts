import type { AnyTask, Source } from '@stopover/core';
import { eachRow } from '../read-rows.ts';
import type { Table } from '../stage.ts';
import { Inspection } from './inspection.ts';
import type { Measure } from './measure.ts';
import type { CheckedTable } from './table-check.ts';

/** How a table is checked. */
export interface TableOptions {
  readonly source: Source;
  /** Undefined: rows are read, and no features are made of them. */
  readonly measure: Measure | undefined;
}

/**
 * Reads a whole table as training and evaluation would, and says what is in it: a wrong row does not stop it, and what
 * cannot be read at all is counted by the footer.
 */
export async function checkTable(
  task: AnyTask,
  table: Table,
  { source, measure }: TableOptions,
): Promise<CheckedTable> {
  const inspection = new Inspection(task, table, measure);
  try {
    for await (const row of eachRow(source, task, table)) await inspection.take(row);
  } catch (error) {
    inspection.unreadable(error);
  }
  const counted = await source.count?.(table.location).catch((error: unknown) => inspection.unreadable(error));
  return inspection.end(counted ?? null);
}
