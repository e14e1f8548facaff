import type { Cell } from '@stopover/study';

/** Sets of cells to estimate, each once: two comparisons that use the same cells share their draws. */
export class CellSets {
  readonly #sets = new Map<string, readonly Cell[]>();

  /** The key of this set of cells. */
  add(cells: readonly Cell[]): string {
    const first = cells[0];
    const places = cells.map(({ language, seed, bucket }) => [language, seed, bucket]);
    const key = JSON.stringify([first?.arm, first?.intermediate, first?.shots, places]);
    if (!this.#sets.has(key)) this.#sets.set(key, cells);
    return key;
  }

  get all(): ReadonlyMap<string, readonly Cell[]> {
    return this.#sets;
  }
}
