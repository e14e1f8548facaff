import { type AnyTask, DataError } from '@stopover/core';
import type { Table } from '../stage.ts';
import { Tables } from '../tables.ts';
import { checkTable, type TableOptions } from './check-table.ts';
import { type TableCheck, unreadableTable } from './table-check.ts';

const roles = ['train', 'validation', 'test'] as const satisfies readonly Table['role'][];

/** How data are checked. */
export interface CheckOptions extends TableOptions {
  /** BCP 47; undefined: all of the task. */
  readonly languages: readonly string[] | undefined;
}

/**
 * Checks every split that a task names in every language, one table after the other. What the source lacks comes as
 * lacking, in its place.
 */
export async function* checkData(task: AnyTask, options: CheckOptions): AsyncGenerator<TableCheck> {
  const tables = new Tables(options.source);
  for (const role of roles) {
    if (task.source.splits[role] === undefined) continue;
    for (const language of options.languages ?? Object.values(task.languages)) {
      yield { task: task.name, role, language, ...(await check(tables, task, language, role, options)) };
    }
  }
}

async function check(tables: Tables, task: AnyTask, language: string, role: Table['role'], options: TableOptions) {
  try {
    const table = await tables.find(task, language, role);
    return table.ok ? await checkTable(task, table.value, options) : { lacking: table.reason };
  } catch (error) {
    // A table that is there and broken (a shard is missing). Anything else, such as no network, ends the check.
    if (error instanceof DataError) return unreadableTable(error.problem);
    throw error;
  }
}
