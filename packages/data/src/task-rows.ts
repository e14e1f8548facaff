// Rows of a task by name, outside a plan: what the single commands read. A stage reads tables that the plan looked up.
import { type AnyTask, type Example, type Kind, type Location, RequestError, type Source } from '@stopover/core';
import type { TaskData } from './examples.ts';
import { firstOf } from './few-shot-samples.ts';
import { limitedDocuments, rightFor } from './limited.ts';
import { filesToFetch, locate, locateCandidates } from './locate.ts';
import { labelled, type ReadRows, readRows } from './read-rows.ts';
import { withTagsOfAll } from './row-tags.ts';
import type { Table } from './table.ts';

type Role = Exclude<Table['role'], 'candidates'>;

/** At most so many rows of each table, as `--limit` says. */
export interface RowLimit {
  readonly limit?: number | undefined;
}

/**
 * The languages of a task that a source has rows in, and those that it has none in.
 * @throws RequestError when the task has no such split, or the source no rows of it at all.
 */
export async function languagesIn(source: Source, task: AnyTask, role: Role) {
  const there: string[] = [];
  const missing: string[] = [];
  for (const language of Object.values(task.languages)) {
    const location = locate(task, language, role);
    const found = location !== undefined && (await source.has(location));
    (found ? there : missing).push(language);
  }
  if (there.length > 0) return { there, missing };
  const all = Object.values(task.languages);
  const first = all.find((language) => locate(task, language, role)) ?? all[0] ?? '';
  throw absent(source, task, locationOf(task, role, first), `${role} rows of ${task.name}`);
}

/** The usable rows of a task in one language. @throws RequestError when the task or the source has no such split. */
export async function rowsOf<L extends string>(
  source: Source,
  task: AnyTask,
  role: Role,
  language: L,
  { limit }: RowLimit = {},
): Promise<ReadRows<L>> {
  const location = locationOf(task, role, language);
  // Of tables a source itself says what is not there.
  if (filesToFetch(task, location) && !(await source.has(location)))
    throw absent(source, task, location, `${role} rows of ${task.name} in ${language}`);
  const most = limit === undefined ? {} : { limit };
  const table = { task: task.name, role, language, location, fingerprint: '', ...most };
  // Rows that are no training rows may meet a head that does not say what its tags are.
  return readRows(source, role === 'train' ? task : await labelled(source, task, table), table);
}

/**
 * The training rows of a task in some languages, as one. The tags of a task without a list of its own are those of all
 * of them. Of each language those rows are taken that a study with this number and this seed would take.
 * @throws RequestError as `rowsOf`.
 */
export async function trainingRows(
  source: Source,
  task: AnyTask,
  languages: readonly string[],
  { maxExamples, seed, limit }: RowLimit & { readonly maxExamples: number | null; readonly seed: number },
): Promise<TaskData> {
  const parts: TaskData[] = [];
  for (const language of languages) parts.push((await rowsOf(source, task, 'train', language, { limit })).rows);
  const taken = (rows: TaskData['examples']) =>
    maxExamples === null ? rows : firstOf(rows, { task: task.name, most: maxExamples, seed });
  const examples = parts.flatMap((rows) => taken(rows.examples));
  const read = parts.map((rows) => rows.task);
  return { task: withTagsOfAll(task, read), examples };
}

/**
 * Rows whose documents are searched for every language of a task; undefined where there are none but its own.
 * @throws RequestError when the source lacks the table of candidates.
 */
export async function candidatesOf(
  source: Source,
  task: AnyTask,
  role: Role,
  { limit }: RowLimit = {},
): Promise<readonly Example<Kind>[] | undefined> {
  if (task.candidates === undefined) return undefined;
  const allRows = async () => {
    const examples: Example<Kind>[] = [];
    const { there } = await languagesIn(source, task, role);
    for (const language of there)
      examples.push(...(await rowsOf(source, task, role, language, { limit })).rows.examples);
    return examples;
  };
  if (task.candidates === 'every-language') {
    return allRows();
  }
  const location = locateCandidates(task, task.candidates);
  if (!(await source.has(location)))
    throw absent(source, task, location, `documents of ${task.name} (${location.config} of ${location.repo})`);
  const table = { task: task.name, role: 'candidates', language: 'mul', location, fingerprint: '' } as const;
  const { examples } = (await readRows(source, task, table)).rows;
  return limit === undefined ? examples : limitedDocuments(examples, { ...table, limit }, rightFor(await allRows()));
}

/** The rows of a task's split, where the task and the source have them. */
export async function rowsIfAny(source: Source, task: AnyTask, role: Role, language: string, most: RowLimit = {}) {
  const location = locate(task, language, role);
  if (!location || !(await source.has(location))) return undefined;
  return (await rowsOf(source, task, role, language, most)).rows;
}

/** The source lacks what a location names: files that a person fetches, with how, or a table. */
function absent({ name }: Source, task: AnyTask, location: Location, of: string): RequestError {
  const files = filesToFetch(task, location);
  return new RequestError({
    where: `--task ${task.name}`,
    what: `the source ${name} has no ${of}${files ? ` ${files.where}` : ''}`,
    remedy: files ? files.get : 'Take another source, or another task.',
  });
}

/** @throws RequestError for a task that has no training rows in any language, naming what it is trained on. */
export function assertTrains(task: AnyTask): void {
  if (task.source.splits.train !== undefined) return;
  const what = `${task.name} only evaluates: it has no training rows`;
  throw new RequestError({ where: `--task ${task.name}`, what, remedy: otherRows(task, 'train') });
}

function locationOf(task: AnyTask, role: Role, language: string): Location {
  const location = locate(task, language, role);
  if (location) return location;
  const what = `${task.name} has no ${role} rows in ${language}`;
  throw new RequestError({ where: `--task ${task.name}`, what, remedy: otherRows(task, role) });
}

const otherRows = ({ source, trainingTasks }: AnyTask, role: Role): string => {
  const [first] = Object.values(trainingTasks ?? {});
  if (role === 'train' && first) return `Train on ${first.join(', then ')} instead: that is its English training.`;
  return `It has ${Object.keys(source.splits).join(' and ')} rows in the languages that \`stopover tasks --json\` lists.`;
};
