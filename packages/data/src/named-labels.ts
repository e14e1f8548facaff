// What a table's integers stand for, where it says it, beside what a task takes them for: another order of the same names
// would train and score silently on wrong labels.
import { type AnyTask, type Example, isTaskOf, type Kind } from '@stopover/core';
import { classesOf } from '@stopover/hub';
import { columnsOf } from './task-columns.ts';

/** The columns that a task looks at, and those of their classes' names; undefined as `columnsOf` says. */
export const namedColumnsOf = (task: AnyTask): readonly string[] | undefined =>
  columnsOf(task)?.flatMap((column) => [column, classesOf(column)]);

/**
 * The fault of a row whose gold label is another of the task's labels by the names that the table gives. Names that the
 * task has not are no fault: a table may call its classes otherwise.
 */
export function namedLabelFault(task: AnyTask, example: Example<Kind>, row: unknown): string | undefined {
  const said = saidBy(task, row);
  if (said.length === 0) return undefined;
  const labels = labelsOf(task);
  const gold = goldNames(example, labels);
  for (const { column, names } of said) {
    if (names.length !== gold.length) continue;
    const place = names.findIndex((name, i) => labels.some((label) => isAs(label, name)) && !isAs(gold[i] ?? '', name));
    if (place >= 0)
      return `the table says that "${column}" stands for ${names[place]} here, and the task reads ${gold[place]}`;
  }
  return undefined;
}

const isAs = (label: string, name: string): boolean => label.toLowerCase() === name.toLowerCase();

/** Names that the table gives to what stands in the columns that the task looks at. A task that reads the names itself is left alone. */
function saidBy(
  task: AnyTask,
  row: unknown,
): readonly { readonly column: string; readonly names: readonly string[] }[] {
  const cells = new Map<string, unknown>(Object.entries(Object(row)));
  const columns = columnsOf(task) ?? [];
  return columns.flatMap((column) => {
    const name = classesOf(column);
    if (!cells.has(name) || columns.includes(name)) return [];
    const names = [cells.get(name)].flat().map(String);
    return [{ column, names }];
  });
}

const labelsOf = (task: AnyTask): readonly string[] =>
  isTaskOf(task, 'classification') || isTaskOf(task, 'tagging') ? task.head.labels : [];

const goldNames = (example: Example<Kind>, labels: readonly string[]): readonly string[] => {
  if (typeof example.gold === 'number') return [labels[example.gold] ?? ''];
  return 'words' in example ? example.gold : [];
};
