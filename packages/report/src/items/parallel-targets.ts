import { RequestError } from '@stopover/core';
import { nearest } from '@stopover/registry';
import type { CollectedRun, TableItems } from './run-collector.ts';
import type { TableContext } from './table-context.ts';

/** Which targets are parallel, and what is to be said of that. */
export interface ParallelTargets {
  readonly names: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/**
 * The targets whose items of one group are one and the same in every language: those that are said to be. Equal ids alone do
 * not make a test parallel, because many tests number their items from 1.
 * @throws RequestError for a name that is no target, and for a target of which no two languages share a group.
 */
export function parallelTargets(
  runs: readonly CollectedRun[],
  { path, head, parallel }: TableContext,
): ParallelTargets {
  const targets = [...new Set(runs.map(({ key }) => key.target))];
  for (const name of parallel) {
    if (targets.includes(name)) continue;
    const near = nearest(name, targets);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}The table has ${targets.join(', ')}.`;
    throw new RequestError({ where: '--parallel', what: `there is no target "${name}" in ${path}`, remedy });
  }
  const known = head?.targets.filter((one) => one.parallel).map(({ name }) => name) ?? [];
  const names = new Set([...parallel, ...known]);
  const notes: string[] = [];
  for (const target of targets) {
    const languages = new Map(
      runs.filter(({ key }) => key.target === target).map(({ key, items }) => [key.language, items]),
    );
    if (languages.size < 2) continue;
    const all = [...languages.values()];
    if (parallel.includes(target) && sharedGroups(all) === 0) {
      const what = `no group of ${target} is in two languages`;
      const remedy =
        'Give items that are translations of each other the same group, or do not call the target parallel.';
      throw new RequestError({ where: '--parallel', what, remedy });
    }
    if (names.has(target) || head !== undefined) continue;
    const same = areAlike(all)
      ? `the items have the same names in all ${all.length} languages`
      : sharedGroups(all) > 0 && 'some items have the same names or groups in several languages';
    if (same)
      notes.push(`${target}: ${same}. If they are translations of each other, say so with --parallel ${target}.`);
  }
  return { names, notes };
}

function sharedGroups(languages: readonly TableItems[]): number {
  const seen = new Set<string>();
  let shared = 0;
  for (const { groups } of languages) {
    const own = new Set(groups);
    for (const group of own) if (seen.has(group)) shared++;
    for (const group of own) seen.add(group);
  }
  return shared;
}

function areAlike([first, ...others]: readonly TableItems[]): boolean {
  if (!first) return false;
  const groupOf = new Map(first.ids.map((id, i) => [id, first.groups[i]]));
  return others.every(
    ({ ids, groups }) =>
      ids.length === groupOf.size && ids.every((id, i) => groupOf.has(id) && groupOf.get(id) === groups[i]),
  );
}
