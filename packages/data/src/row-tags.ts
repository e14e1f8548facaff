// The tags of a task that has no list of its own: those of rows.
import type { AnyTask, Example, Kind } from '@stopover/core';

/** Whether a task has no list of tags of its own: they are those of the rows that a model is trained on. */
export const isTaggedByRows = (task: AnyTask): boolean => task.kind === 'tagging' && task.head.labelsIn !== undefined;

/** A task with the tags of examples, sorted, where it has no list of its own; any other as it is. */
export function withTagsOf(task: AnyTask, examples: readonly Example<Kind>[]): AnyTask {
  const tags = new Set<string>();
  if (!isTaggedByRows(task)) return task;
  for (const example of examples) if ('words' in example) for (const tag of example.gold) tags.add(tag);
  return tagged(task, tags);
}

/** A task with the tags of all its readings, sorted, where it has no list of its own; any other as it is. */
export const withTagsOfAll = (task: AnyTask, readings: readonly AnyTask[]): AnyTask =>
  isTaggedByRows(task)
    ? tagged(
        task,
        readings.flatMap(({ head }) => ('labels' in head ? head.labels : [])),
      )
    : task;

const tagged = (task: AnyTask, tags: Iterable<string>): AnyTask =>
  task.kind === 'tagging' ? { ...task, head: { ...task.head, labels: [...new Set(tags)].sort() } } : task;
