import { type AnyTask, DataError, type Source, type Splits } from '@stopover/core';
import { eachRow } from '../read-rows.ts';
import type { Tables } from '../tables.ts';

/**
 * Ids of the documents that are searched for every language beside its own rows; undefined when they cannot be told,
 * because a table of them is missing or broken.
 */
export async function documentsElsewhere(
  source: Source,
  tables: Tables,
  task: AnyTask,
  role: keyof Splits,
): Promise<ReadonlySet<string> | undefined> {
  const ids = new Set<string>();
  if (role === 'train') return ids;
  try {
    const searched = await tables.candidates(task, role);
    if (!searched.ok) return undefined;
    for (const table of searched.value) {
      for await (const { example } of eachRow(source, task, table)) {
        if (example && 'document' in example && example.document) ids.add(example.document.id);
      }
    }
    return ids;
  } catch (error) {
    if (error instanceof DataError) return undefined;
    throw error;
  }
}
