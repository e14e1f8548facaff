import { type AnyTask, RequestError } from '@stopover/core';
import { isTaggedByRows, type TaskData, withTagsOfAll } from '@stopover/data';
import { fitOneHead } from './head-names.ts';
import type { TrainRequest } from './requests.ts';

/**
 * The request with one head for the data sets of each task: of tags that were read from rows it has those of all.
 * Development rows are of the head that scores them: that of their task, or of the first of its kind.
 * @throws RequestError where two data sets of one task have different labels that were not.
 */
export function withOneHead(request: TrainRequest): TrainRequest {
  const tasks = new Map<string, AnyTask>();
  for (const { task } of request.data) {
    const known = tasks.get(task.name);
    tasks.set(task.name, known ? joined(known, task) : task);
  }
  const fit = <T extends TaskData>(data: T): T => ({ ...data, task: tasks.get(data.task.name) ?? data.task });
  const { data, select } = request;
  return { ...request, data: data.map(fit), ...(select && { select: scoredBy(select, tasks) }) };
}

function scoredBy<T extends TaskData>(rows: T, tasks: ReadonlyMap<string, AnyTask>): T {
  const own = tasks.get(rows.task.name);
  if (own) return { ...rows, task: own };
  const alike = [...tasks.values()].find(({ kind }) => kind === rows.task.kind);
  return alike && isTaggedByRows(rows.task) ? { ...rows, task: withTagsOfAll(rows.task, [alike]) } : rows;
}

function joined(a: AnyTask, b: AnyTask): AnyTask {
  if (fitOneHead(a, b)) return a;
  if (a.kind === 'tagging' && b.kind === 'tagging' && a.head.labelsIn && b.head.labelsIn) {
    const labels = [...new Set([...a.head.labels, ...b.head.labels])].sort();
    return { ...a, head: { ...a.head, labels } };
  }
  throw new RequestError({
    where: `task ${a.name}`,
    what: 'two data sets of it have different labels, and a task has one head',
    remedy: 'Give them the same labels in the same order, or make them tasks of different names.',
  });
}
