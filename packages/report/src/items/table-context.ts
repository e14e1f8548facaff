import type { Study } from '@stopover/study';
import type { RowError } from './row-error.ts';
import type { TableHead } from './table-head.ts';

/** What is known of a table beside its runs. */
export interface TableContext {
  readonly path: string;
  readonly wrong: RowError;
  /** That the table has. */
  readonly columns: readonly string[];
  readonly head: TableHead | undefined;
  /** Of a study file: its name, its arms, its contrasts and its margin are the table's. */
  readonly study: Study | undefined;
  readonly parallel: readonly string[];
}
