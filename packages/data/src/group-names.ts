import type { AnyTask, Example, Kind } from '@stopover/core';

/**
 * Short names for groups: that of a table's items which share one is the id of the first. A task may then say what a
 * group is by a whole paragraph.
 */
export class GroupNames {
  readonly #first = new Map<string, string>();

  /** The item's id, and its group's name where it has a group. */
  of({ group }: Example<Kind>, id: string): { readonly id: string; readonly group?: string } {
    if (group === undefined) return { id };
    const name = this.#first.get(group) ?? id;
    this.#first.set(group, name);
    return { id, group: name };
  }
}

/** What is wrong with an example's group: rows of two languages are one item only where something says so. */
export function groupFault({ parallel, languages }: AnyTask, { id, group }: Example<Kind>): string | undefined {
  if (group === undefined || id !== undefined || parallel || Object.keys(languages).length === 1) return undefined;
  return 'it has a group and no id, and row numbers of a test that is not parallel say nothing of other languages';
}
