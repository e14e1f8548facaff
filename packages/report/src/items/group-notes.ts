import type { CollectedRun } from './run-collector.ts';

/**
 * Says where one group has most of a language's items beside many others: that is how it looks when a word for "none" stands
 * in the column, and intervals would take all those items for one.
 */
export function groupNotes(runs: readonly CollectedRun[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const { key, items } of runs) {
    if (seen.has(key.target)) continue;
    const sizes = new Map<string, number>();
    for (const group of items.groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const [name, size] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
    if (sizes.size < few || 2 * size <= items.groups.length) continue;
    const where = `${key.target}, ${key.language}: ${size} of ${items.groups.length} items are of the group ${JSON.stringify(name)}`;
    seen.set(key.target, `${where}. If that stands for no group, leave the cell empty.`);
  }
  return [...seen.values()];
}

/** Groups from which on one may be told from the others. */
const few = 5;
