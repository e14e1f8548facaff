import type { Location } from '@stopover/core';

/** One table of the world: where it would lie on the hub, and how its rows are made. */
export interface Table extends Omit<Location, 'revision'> {
  /** The same rows every time. */
  readonly rows: (seed: number) => readonly object[];
}

/** The label of a table's draws: every table has dice of its own. */
export const labelOf = (repo: string, split: string): string => `${repo}/${split}`;

/** Remembers the last result for each key, so that the languages of a parallel test share one drawing. */
export function remembered<T>(make: (seed: number) => T): (seed: number) => T {
  let last: { readonly seed: number; readonly value: T } | undefined;
  return (seed) => {
    if (last?.seed !== seed) last = { seed, value: make(seed) };
    return last.value;
  };
}
