import { type AnyTask, DataError, type Source, type Splits } from '@stopover/core';
import { type Found, found, missing } from '../found.ts';
import { eachRow, nameOf } from '../read-rows.ts';
import type { Table } from '../stage.ts';
import type { Tables } from '../tables.ts';

/** The place of a task's candidates in its repository, where they have a table of their own. */
export type CandidatePlace = Exclude<NonNullable<AnyTask['candidates']>, 'every-language'>;

/** The table of a task's candidates, or why there is none. */
export async function candidateTable(source: Source, task: AnyTask, place: CandidatePlace): Promise<Found<Table>> {
  const { repo, revision } = task.source;
  const location = { repo, revision: typeof revision === 'string' ? revision : 'main', ...place };
  if (!(await source.has(location))) return missing(`the source ${source.name} has no ${nameOf(location)}`);
  const fingerprint = await source.fingerprint(location);
  return found({ task: task.name, role: 'test', language: 'mul', location, fingerprint });
}

/**
 * Ids of the documents that are searched for every language beside its own rows; undefined when they cannot be told,
 * because a table of them is lacking or broken.
 */
export async function documentsElsewhere(
  source: Source,
  tables: Tables,
  task: AnyTask,
  role: keyof Splits,
): Promise<ReadonlySet<string> | undefined> {
  const ids = new Set<string>();
  const { candidates } = task;
  if (role === 'train' || candidates === undefined) return ids;
  try {
    for (const table of await searched(source, tables, task, role)) {
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

async function searched(source: Source, tables: Tables, task: AnyTask, role: keyof Splits): Promise<readonly Table[]> {
  const { candidates } = task;
  if (candidates !== undefined && candidates !== 'every-language') {
    const table = await candidateTable(source, task, candidates);
    if (table.ok) return [table.value];
    throw new DataError({ where: task.name, what: table.reason, remedy: 'Add the table.' });
  }
  const found: Table[] = [];
  for (const language of Object.values(task.languages)) {
    const table = await tables.find(task, language, role);
    if (table.ok) found.push(table.value);
  }
  return found;
}
