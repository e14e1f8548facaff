import { type AnyTask, RequestError, type TableRef } from '@stopover/core';
import { locate } from './locate.ts';

/** What is left out of a task. */
export interface LeftOut {
  /** Tasks whose tables go. */
  readonly others: readonly AnyTask[];
  /** Names of targets that train on nothing but those. */
  readonly trained: readonly string[];
  /** Of the field that says so. */
  readonly where: string;
}

/**
 * A task of several tables without those that other tasks read in the same part: ANLI+ without MNLI's. It no longer says
 * that it shares rows with those, or with the training of targets that have no other.
 * @throws RequestError when one has no table of it, or none is left.
 */
export function withoutTables(task: AnyTask, { others, trained, where }: LeftOut): AnyTask {
  const { source } = task;
  const all = source.tables;
  const unrelated = others.find((other) => {
    const taken = tablesIn(other);
    return ![...tablesIn(task)].some((table) => taken.has(table));
  });
  if (unrelated) {
    const what = `${task.name} has no table of ${unrelated.name}, so that there is nothing to leave out`;
    throw new RequestError({ where, what, remedy: 'Leave `without` out, or name a task whose tables it reads.' });
  }
  const names = others.map(({ name }) => name);
  const taken = new Set(others.flatMap((other) => [...tablesIn(other)]));
  const left = (config: string, split: string): readonly [TableRef, ...TableRef[]] => {
    const tables = all?.(config, split) ?? [{ config, split }];
    const [first, ...further] = tables.filter((table) => !taken.has(nameOf({ repo: source.repo, ...table })));
    if (first) return [first, ...further];
    const what = `nothing is left of ${task.name} without ${names.join(' and ')}`;
    throw new RequestError({ where, what, remedy: 'Name fewer tasks under `without`.' });
  };
  for (const config of Object.keys(task.languages)) for (const split of splitsOf(task)) left(config, split);
  const sharesWith = task.sharesWith?.filter(
    ({ task: shared, split }) => !names.includes(shared) && !(split === 'train' && trained.includes(shared)),
  );
  return { ...task, source: { ...source, tables: left }, ...(sharesWith && { sharesWith }) };
}

const roles = ['train', 'validation'] as const;

const splitsOf = ({ source }: AnyTask): readonly string[] =>
  roles.flatMap((role) => (source.splits[role] === undefined ? [] : [source.splits[role]]));

/** The tables of a task's English training and development rows. */
function tablesIn(task: AnyTask): ReadonlySet<string> {
  const found = roles.flatMap((role) => locate(task, 'en', role) ?? []);
  return new Set(found.flatMap((location) => [location, ...(location.joined ?? [])]).map(nameOf));
}

const nameOf = ({ repo, config, split }: { readonly repo: string; readonly config: string; readonly split: string }) =>
  JSON.stringify([repo, config, split]);
