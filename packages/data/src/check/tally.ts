import type { Count } from './table-check.ts';

/** Counts names. */
export class Tally {
  readonly #counts: Map<string, number>;
  readonly #examples = new Map<string, string>();

  /** Names that are listed even when they do not occur, first and in this order. */
  constructor(names: readonly string[] = []) {
    this.#counts = new Map(names.map((name) => [name, 0]));
  }

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  /** Counts a name once, and keeps the first example of it. */
  addExample(name: string, example: string): void {
    if (!this.#examples.has(name)) this.#examples.set(name, example);
    this.add(name);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  list(): Count[] {
    return [...this.#counts].map(([name, count]) => {
      const example = this.#examples.get(name);
      return { name, count, ...(example !== undefined && { example }) };
    });
  }
}
