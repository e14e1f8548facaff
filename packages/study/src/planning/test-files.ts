// Tasks that a study file defines name their own files: one that is given for two things makes scores of rows that were trained on.
import type { AnyTask } from '@stopover/core';
import { locate, type Table, type Tables } from '@stopover/data';
import type { StudyTarget } from './targets.ts';

/**
 * Notes on a target of the study's own whose scored rows in some language are the bytes of rows that it is trained on, or
 * of those in another language. Of other tasks the data set says what is what.
 */
export async function givenTwice(tables: Tables, target: StudyTarget): Promise<readonly string[]> {
  const { task, split, languages } = target;
  const known = new Map<string, string>();
  const trained = await trainedOn(tables, target);
  const notes: string[] = [];
  for (const language of languages.tags) {
    const scored = await found(tables, task, language, split);
    if (!scored) continue;
    const here = `the ${split} rows of ${task.name} in ${language}`;
    const drawn = split === 'test' ? await shotRows(tables, task, language) : [];
    const also = [...trained, ...drawn].find(({ table }) => table.fingerprint === scored.fingerprint);
    const other = known.get(scored.fingerprint);
    if (also) notes.push(`${here} are its ${also.called}: the files hold the same bytes`);
    if (other) notes.push(`${here} are those in ${other}: the files hold the same bytes`);
    else known.set(scored.fingerprint, language);
  }
  return notes;
}

interface Named {
  readonly called: string;
  readonly table: Table;
}

async function trainedOn(tables: Tables, { trainings, split }: StudyTarget): Promise<readonly Named[]> {
  const rows: Named[] = [];
  for (const task of new Set(trainings.flatMap(({ tasks }) => tasks))) {
    const table = await found(tables, task, 'en', 'train');
    if (table) rows.push({ called: 'English training rows', table });
    const dev = split === 'test' ? await found(tables, task, 'en', 'validation') : undefined;
    if (dev) rows.push({ called: 'English development rows', table: dev });
  }
  return rows;
}

/** What shots in a language are drawn from. */
async function shotRows(tables: Tables, task: AnyTask, language: string): Promise<readonly Named[]> {
  const rows: Named[] = [];
  for (const role of ['train', 'validation'] as const) {
    const table = await found(tables, task, language, role);
    if (table) rows.push({ called: `${role} rows in ${language}, of which shots are drawn`, table });
  }
  return rows;
}

async function found(tables: Tables, task: AnyTask, language: string, role: 'train' | 'validation' | 'test') {
  if (locate(task, language, role)?.own === undefined) return undefined;
  const table = await tables.find(task, language, role);
  return table.ok ? table.value : undefined;
}
