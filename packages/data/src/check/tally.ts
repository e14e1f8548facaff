import type { Count } from './table-check.ts';

/** Counts names. */
export class Tally {
  readonly #counts: Map<string, number>;

  /** Names that are listed even when they do not occur, first and in this order. */
  constructor(names: readonly string[] = []) {
    this.#counts = new Map(names.map((name) => [name, 0]));
  }

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  list(): Count[] {
    return [...this.#counts].map(([name, count]) => ({ name, count }));
  }
}
