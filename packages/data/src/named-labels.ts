// What a table's integers stand for, where it says it, beside what a task takes them for: another order of the same names
// would train and score silently on wrong labels.
import { type AnyTask, type Example, isTaskOf, type Kind } from '@stopover/core';
import { classesOf } from '@stopover/hub';
import { columnsOf } from './task-columns.ts';

/** The columns that a task looks at, and of one with labels those of its classes' names; undefined as `columnsOf` says. */
export const namedColumnsOf = (task: AnyTask): readonly string[] | undefined =>
  labelsOf(task).length === 0 ? columnsOf(task) : columnsOf(task)?.flatMap((column) => [column, classesOf(column)]);

/**
 * What tells, of each row of a task, whether its gold label is another of the task's labels by the names that the table gives.
 * Names that the task has not are no fault: a table may call its classes otherwise. A task that reads the names itself is
 * left alone.
 */
export function namedLabelFaults(task: AnyTask): (example: Example<Kind>, row: unknown) => string | undefined {
  const labels = labelsOf(task);
  const columns = columnsOf(task) ?? [];
  const named = columns.filter((column) => !columns.includes(classesOf(column)));
  if (labels.length === 0 || named.length === 0) return () => undefined;
  const isLabel = (name: string) => labels.some((label) => isAs(label, name));
  return (example, row) => {
    for (const column of named) {
      const said: unknown = Object(row)[classesOf(column)];
      if (said === undefined) continue;
      const names = [said].flat().map(String);
      const gold = goldNames(example, labels);
      if (names.length !== gold.length) continue;
      const place = names.findIndex((name, i) => isLabel(name) && !isAs(gold[i] ?? '', name));
      if (place >= 0)
        return `the table says that "${column}" stands for ${names[place]} here, and the task reads ${gold[place]}`;
    }
    return undefined;
  };
}

const isAs = (label: string, name: string): boolean => label.toLowerCase() === name.toLowerCase();

const labelsOf = (task: AnyTask): readonly string[] =>
  isTaskOf(task, 'classification') || isTaskOf(task, 'tagging') ? task.head.labels : [];

const goldNames = (example: Example<Kind>, labels: readonly string[]): readonly string[] => {
  if (typeof example.gold === 'number') return [labels[example.gold] ?? ''];
  return 'words' in example ? example.gold : [];
};
