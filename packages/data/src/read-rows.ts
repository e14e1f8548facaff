import {
  type AnyTask,
  DataError,
  type Example,
  type Kind,
  type Location,
  messageOf,
  type Source,
} from '@stopover/core';
import { z } from 'zod';
import type { LanguageRows } from './examples.ts';
import { goldFault } from './gold-fault.ts';
import { GroupNames, groupFault } from './group-names.ts';
import { limited } from './limited.ts';
import { locate } from './locate.ts';
import { namedColumnsOf, namedLabelFaults } from './named-labels.ts';
import { isTaggedByRows, withTagsOf } from './row-tags.ts';
import type { SkipCount } from './skip-count.ts';
import type { Table } from './table.ts';

/** The usable rows of one table, in file order, each with an id, and what was left out. */
export interface ReadRows<L extends string> {
  readonly rows: LanguageRows<L>;
  readonly skipped: readonly SkipCount[];
}

/** `facebook/xnli, configuration de, split test`. */
export function nameOf({ repo, config, split, files, own, joined = [] }: Location): string {
  const named = files?.join(' and ');
  const part =
    named === undefined
      ? `${repo}, configuration ${config}, split ${split}`
      : own === undefined
        ? `${repo}, ${named}`
        : `${named} (${own})`;
  return [part, ...joined.map(nameOf)].join('; ');
}

/**
 * Reads a table through its task. An example without an id gets its row's number (from 0), and one that repeats an id
 * gets `#2` behind it, so that the items of a test are distinct and the same in every run. Items that share a group are
 * named by the first of them. Of a table with a limit only the rows that it leaves are given; what is skipped is counted in
 * all of it. A task without a list of tags of its own has those of the whole table, where it is one of training rows; of
 * any other it is given back as it came: no table is read but this one.
 * @throws DataError naming table, row and field when a row is not what the task expects, or none is left.
 */
export async function readRows<L extends string>(
  source: Source,
  plain: AnyTask,
  table: Table<L>,
): Promise<ReadRows<L>> {
  const { rows, skipped } = await collectRows(eachRow(source, plain, table), plain, table, nameOf(table.location));
  const task = table.role === 'train' ? withTagsOf(plain, rows.examples) : plain;
  return { rows: { ...rows, task, examples: limited(rows.examples, table) }, skipped };
}

/** What `readRows` does, with rows from anywhere; `where` is their place, for messages. */
export async function collectRows<L extends string>(
  read: AsyncIterable<TableRow>,
  task: AnyTask,
  table: Table<L>,
  where: string,
): Promise<ReadRows<L>> {
  const examples: Example<Kind>[] = [];
  const skips = new Map<string, number>();
  const ids = new Ids();
  const groups = new GroupNames();
  let rows = 0;
  for await (const row of read) {
    rows++;
    if (row.fault) throw row.fault;
    if (row.skipped !== undefined) skips.set(row.skipped, (skips.get(row.skipped) ?? 0) + 1);
    else examples.push({ ...row.example, ...groups.of(row.example, ids.of(row)) });
  }
  const { language } = table;
  const split = table.location.split;
  const skipped = [...skips].map(([reason, count]) => ({ task: task.name, language, split, reason, count }));
  if (examples.length === 0) {
    const left = skipped.map(({ reason, count }) => `${count} because ${reason}`).join(', ');
    const what = rows === 0 ? 'the table has no rows' : `none of its ${rows} rows can be used (left out: ${left})`;
    const remedy = `Check the data, or leave ${task.name} in ${language} out of the study.`;
    throw new DataError({ where, what, remedy });
  }
  return { rows: { task, examples, language }, skipped };
}

/** What a task makes of one row; `index` counts the table's rows from 0. */
export type TableRow = { readonly index: number } & (
  | { readonly example: Example<Kind>; readonly skipped?: undefined; readonly fault?: undefined }
  | { readonly skipped: string; readonly example?: undefined; readonly fault?: undefined }
  | { readonly fault: DataError; readonly example?: undefined; readonly skipped?: undefined }
);

/**
 * The rows of a table, one by one, as training and evaluation read them; a row that the task does not understand comes
 * with what is wrong with it, and the next ones follow.
 * @throws DataError when the table itself cannot be read on.
 */
export async function* eachRow(source: Source, task: AnyTask, { location }: Table): AsyncGenerator<TableRow> {
  const { repo, revision, files, own } = location;
  const lists =
    files && `\`stopover data check ${task.name}${own === undefined ? '' : ' --study FILE'}\` lists every wrong row.`;
  const remedy =
    own !== undefined
      ? `Correct the row, or what \`tasks.${own}\` of the study file says of it (docs/own-data.md).`
      : files
        ? 'Correct the file, or the row of the task: docs/writing-a-task.md says what a row of a file is (a cell is a text).'
        : `Task ${task.name} expects ${repo} at revision ${revision.slice(0, 12)}: fetch that, or correct the row.`;
  yield* rowsThrough(task, source.rows(location, { columns: namedColumnsOf(task) }), {
    where: nameOf(location),
    remedy: [remedy, lists].filter(Boolean).join(' '),
    ...(own !== undefined && { lists }),
  });
}

/** Where rows come from, for messages. */
export interface RowPlace {
  readonly where: string;
  /** What to do about a row that the task does not understand. */
  readonly remedy: string;
  /** How all wrong rows are found: then a row that cannot even be parsed is named as others are. */
  readonly lists?: string | undefined;
}

/** What `eachRow` does, with rows from anywhere. */
export async function* rowsThrough(
  task: AnyTask,
  rows: AsyncIterable<unknown>,
  place: RowPlace,
): AsyncGenerator<TableRow> {
  let index = 0;
  const reader = { task, misnamed: namedLabelFaults(task) };
  const first = new Map<string, number>();
  for await (const row of rows) {
    const read = readRow(reader, place, row, index);
    const fault = task.uniqueIds && 'example' in read ? repeated(first, read.example, place, index) : undefined;
    yield { index, ...(fault ?? read) };
    index++;
  }
}

/** The fault of an id that an earlier row of the table has. */
function repeated(first: Map<string, number>, { id }: Example<Kind>, { where, remedy }: RowPlace, index: number) {
  const before = id === undefined ? undefined : first.get(id);
  if (id !== undefined && before === undefined) first.set(id, index);
  if (before === undefined) return undefined;
  const what = `the id "${id}" is that of row ${before + 1} already`;
  return { fault: new DataError({ where: `${where}, row ${index + 1}`, what, remedy }) };
}

/**
 * The task with the tags of its training rows in a table's language, sorted, where it has no list of its own; as it is
 * where there are none. A rarer tag of a test is never right. @throws DataError when the training rows cannot be read.
 */
export async function labelled(source: Source, task: AnyTask, table: Table): Promise<AnyTask> {
  if (!isTaggedByRows(task)) return task;
  const own = table.role === 'train';
  const location = own ? table.location : locate(task, table.language, 'train');
  if (!location || !(own || (await source.has(location)))) return task;
  const examples: Example<Kind>[] = [];
  for await (const { example, fault } of eachRow(source, task, { ...table, location })) {
    if (fault) throw fault;
    if (example) examples.push(example);
  }
  return withTagsOf(task, examples);
}

/** Ids of a table's items. */
export class Ids {
  readonly #seen = new Map<string, number>();

  /** The example's own id, or its row's number; one that was there before gets `#2` behind it, or the next that is free. */
  of({ example, index }: { readonly example: Example<Kind>; readonly index: number }): string {
    const id = example.id ?? String(index);
    let times = (this.#seen.get(id) ?? 0) + 1;
    while (times > 1 && this.#seen.has(`${id}#${times}`)) times++;
    this.#seen.set(id, times);
    if (times === 1) return id;
    this.#seen.set(`${id}#${times}`, 1);
    return `${id}#${times}`;
  }
}

interface RowReader {
  readonly task: AnyTask;
  /** Told once of a task, for all its rows. */
  readonly misnamed: ReturnType<typeof namedLabelFaults>;
}

type Read = { readonly example: Example<Kind> } | { readonly skipped: string } | { readonly fault: DataError };

function readRow({ task, misnamed }: RowReader, { where, remedy, lists }: RowPlace, row: unknown, index: number): Read {
  const refused = (what: string, cause?: unknown): Read => {
    return { fault: new DataError({ where: `${where}, row ${index + 1}`, what, remedy }, { cause }) };
  };
  if (row instanceof DataError) {
    if (lists === undefined) return { fault: row };
    const { what, remedy: own } = row.problem;
    const problem = { where: `${where}, row ${index + 1}`, what, remedy: `${own} ${lists}` };
    return { fault: new DataError(problem, { cause: row }) };
  }
  try {
    const example = task.read(row);
    if ('skipped' in example) return example;
    const fault = goldFault(task, example) ?? groupFault(task, example) ?? misnamed(example, row);
    return fault ? refused(fault) : { example };
  } catch (error) {
    return refused(complaint(error, row), error);
  }
}

/** What a schema says about a row, by field; columns that the table has not are named once, with those that it has. */
function complaint(error: unknown, row: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const isAbsent = ([column]: readonly PropertyKey[]) =>
    typeof row === 'object' && row !== null && column !== undefined && !(column in row);
  const absent = error.issues.flatMap(({ path }) => (isAbsent(path) ? `"${String(path[0])}"` : []));
  const wrong = error.issues
    .filter(({ path }) => !isAbsent(path))
    .map(
      ({ path, message }) =>
        `field "${path.join('.')}": ${unfit(valueAt(row, path)) ?? message.replace(/^Invalid input: /, '')}`,
    );
  const parts = [...(absent.length > 0 ? [missing([...new Set(absent)], Object(row))] : []), ...wrong];
  const more = parts.length > 3 ? ` (${parts.length - 3} more)` : '';
  return parts.slice(0, 3).join('; ') + more;
}

const missing = (columns: readonly string[], row: object): string =>
  `the column${columns.length > 1 ? 's' : ''} ${columns.join(', ')} ${columns.length > 1 ? 'are' : 'is'} missing (the row has ${Object.keys(row).map(shown).join(', ') || 'none'})`;

/** A name in quotes where a space at its ends could not be seen. */
const shown = (name: string): string => (name.trim() === name ? name : `"${name}"`);

const valueAt = (row: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => new Map<PropertyKey, unknown>(Object.entries(Object(value))).get(String(key)),
    row,
  );

/** What a source hands on as it is, because a number or a text would be another value. */
function unfit(value: unknown): string | undefined {
  if (typeof value === 'bigint') return `the integer ${value} is beyond 2^53 and does not fit a JavaScript number`;
  return value instanceof Uint8Array ? 'this is not UTF-8' : undefined;
}
