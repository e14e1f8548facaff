import type { Location, Source } from '@stopover/core';
import { type TableCheck, untouchedTable } from './table-check.ts';

/**
 * Where one table holds several languages: the rows that are of none of the task's, as a check of their own (language
 * `und`), so that they are accounted for. `checks`: those of one split in all languages of the task.
 */
export async function* ofNoLanguage(source: Source, checks: readonly TableCheck[]): AsyncGenerator<TableCheck> {
  const shared = new Map<string, { readonly whole: Location; readonly first: TableCheck; rows: number }>();
  for (const check of checks) {
    if (check.lacking !== null || check.location?.only === undefined) continue;
    const { only: _only, ...whole } = check.location;
    const key = JSON.stringify(whole);
    const known = shared.get(key) ?? { whole, first: check, rows: 0 };
    known.rows += check.rows;
    shared.set(key, known);
  }
  for (const { whole, first, rows } of shared.values()) {
    const rest = ((await source.count?.(whole)) ?? rows) - rows;
    if (rest > 0) yield { task: first.task, role: first.role, language: 'und', ...untouchedTable(whole, rest) };
  }
}
