import type { Location, Source } from '@stopover/core';
import { type TableCheck, untouchedTable } from './table-check.ts';

/**
 * Where one table holds several languages: the rows that are of none of the task's, as a check of their own (language
 * `und`), so that they are accounted for. `checks`: those of one split in all languages of the task.
 */
export async function* ofNoLanguage(source: Source, checks: readonly TableCheck[]): AsyncGenerator<TableCheck> {
  const shared = new Map<string, { readonly whole: Location; readonly first: TableCheck; rows: number }>();
  for (const check of checks) {
    if (check.missing !== null || check.location?.only === undefined) continue;
    const whole = wholeTables(check.location);
    const key = JSON.stringify(whole);
    const known = shared.get(key) ?? { whole, first: check, rows: 0 };
    known.rows += check.rows;
    shared.set(key, known);
  }
  for (const { whole, first, rows } of shared.values()) {
    const rest = ((await source.capabilities.count?.(whole)) ?? rows) - rows;
    if (rest > 0) yield { task: first.task, role: first.role, language: 'und', ...untouchedTable(whole, rest) };
  }
}

const wholeTable = ({ only: _only, ...whole }: Omit<Location, 'joined'>) => whole;

/** Tables without the choice of rows of one language. */
const wholeTables = ({ joined, ...first }: Location): Location => ({
  ...wholeTable(first),
  ...(joined && { joined: joined.map(wholeTable) }),
});
