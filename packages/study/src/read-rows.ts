import {
  type AnyTask,
  DataError,
  type Example,
  type Kind,
  type Location,
  messageOf,
  type Source,
} from '@stopover/core';
import type { LanguageRows } from '@stopover/training';
import { z } from 'zod';
import type { Table } from './stage.ts';
import type { SkipCount } from './stage-record.ts';

/** The usable rows of one table, in file order, each with an id, and what was left out. */
export interface ReadRows<L extends string> {
  readonly rows: LanguageRows<L>;
  readonly skipped: readonly SkipCount[];
}

/** `facebook/xnli, configuration de, split test`. */
export const nameOf = ({ repo, config, split }: Location): string => `${repo}, configuration ${config}, split ${split}`;

/**
 * Reads a table through its task. An example without an id gets its row's number (from 0), and one that repeats an id
 * gets `#2` behind it, so that the items of a test are distinct and the same in every run.
 * @throws DataError naming table, row and field when a row is not what the task expects, or none is left.
 */
export async function readRows<L extends string>(source: Source, task: AnyTask, table: Table<L>): Promise<ReadRows<L>> {
  const { repo, revision } = table.location;
  return collectRows(source.rows(table.location), task, table, {
    where: nameOf(table.location),
    remedy: `Task ${task.name} expects ${repo} at revision ${revision.slice(0, 12)}: fetch that, or correct the row.`,
  });
}

/** Where rows come from, for messages. */
export interface RowPlace {
  readonly where: string;
  /** What to do about a row that the task does not understand. */
  readonly remedy: string;
}

/** What `readRows` does, with rows from anywhere. */
export async function collectRows<L extends string>(
  rows: AsyncIterable<unknown>,
  task: AnyTask,
  table: Table<L>,
  place: RowPlace,
): Promise<ReadRows<L>> {
  const examples: Example<Kind>[] = [];
  const skips = new Map<string, number>();
  const seen = new Map<string, number>();
  let index = 0;
  for await (const row of rows) {
    const example = readRow(task, place, row, index);
    if ('skipped' in example) skips.set(example.skipped, (skips.get(example.skipped) ?? 0) + 1);
    else {
      const id = example.id ?? String(index);
      const times = (seen.get(id) ?? 0) + 1;
      seen.set(id, times);
      examples.push({ ...example, id: times === 1 ? id : `${id}#${times}` });
    }
    index++;
  }
  const { language } = table;
  const split = table.location.split;
  const skipped = [...skips].map(([reason, count]) => ({ task: task.name, language, split, reason, count }));
  if (examples.length === 0) {
    const left = skipped.map(({ reason, count }) => `${count} because ${reason}`).join(', ');
    const what = index === 0 ? 'the table has no rows' : `none of its ${index} rows can be used (left out: ${left})`;
    const remedy = `Check the data, or leave ${task.name} in ${language} out of the study.`;
    throw new DataError({ where: place.where, what, remedy });
  }
  return { rows: { task, examples, language }, skipped };
}

function readRow(task: AnyTask, { where, remedy }: RowPlace, row: unknown, index: number): ReturnType<AnyTask['read']> {
  const refuse = (what: string, cause?: unknown): never => {
    throw new DataError({ where: `${where}, row ${index + 1}`, what, remedy }, { cause });
  };
  const example = (() => {
    try {
      return task.read(row);
    } catch (error) {
      return refuse(complaint(error, row), error);
    }
  })();
  const fault = 'skipped' in example ? undefined : goldFault(task, example);
  return fault ? refuse(fault) : example;
}

/** What a schema says about a row, by field; a column that the table has not is called so. */
function complaint(error: unknown, row: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const parts = error.issues.slice(0, 3).map((issue) => {
    const [column] = issue.path;
    const absent = typeof row === 'object' && row !== null && column !== undefined && !(column in row);
    if (absent) return `the column "${String(column)}" is missing`;
    return `field "${issue.path.join('.')}": ${issue.message.replace(/^Invalid input: /, '')}`;
  });
  const more = error.issues.length > parts.length ? ` (${error.issues.length - parts.length} more)` : '';
  return parts.join('; ') + more;
}

const outside = (gold: number, n: number, of: string): string | undefined =>
  Number.isInteger(gold) && gold >= 0 && gold < n
    ? undefined
    : `the label ${gold} is out of range: there are ${n} ${of}`;

/** A gold answer that the head could not give: training would fail on it late, or learn nonsense. */
function goldFault(task: AnyTask, example: Example<Kind>): string | undefined {
  if (task.kind === 'classification' && typeof example.gold === 'number') {
    return outside(example.gold, task.head.labels.length, 'labels');
  }
  if (task.kind === 'choice' && 'choices' in example) return outside(example.gold, example.choices.length, 'choices');
  if (task.kind === 'tagging' && 'words' in example) {
    const { words, gold } = example;
    if (words.length !== gold.length) return `there are ${words.length} words and ${gold.length} tags`;
    const strange = gold.find((tag) => !task.head.labels.includes(tag));
    return strange === undefined ? undefined : `the tag "${strange}" is none of ${task.head.labels.join(', ')}`;
  }
  return undefined;
}
