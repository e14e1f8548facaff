import { RequestError } from '@stopover/core';

/** Named things of one sort: refuses two of a name, and answers an unknown name with the list. */
export class Catalog<T extends { readonly name: string }> implements Iterable<T> {
  readonly #sort: string;
  readonly #more: string;
  readonly #items = new Map<string, T>();

  /** `more` ends the remedy of an unknown name: where further things of this sort come from. */
  constructor(sort: string, items: Iterable<T>, more = '') {
    this.#sort = sort;
    this.#more = more && ` ${more}`;
    for (const item of items) {
      if (this.#items.has(item.name)) {
        const what = `two plugins define a ${sort} of this name`;
        const remedy = 'Remove one of them from `plugins:` or from package.json.';
        throw new RequestError({ where: `${sort} ${item.name}`, what, remedy });
      }
      this.#items.set(item.name, item);
    }
  }

  get names(): readonly string[] {
    return [...this.#items.keys()];
  }

  has(name: string): boolean {
    return this.#items.has(name);
  }

  /** @throws RequestError naming the nearest names. `where` says which option or field asked. */
  get(name: string, where = `${this.#sort} ${name}`): T {
    const item = this.#items.get(name);
    if (item) return item;
    const near = nearest(name, this.names);
    throw new RequestError({
      where,
      what: `there is no ${this.#sort} "${name}"`,
      remedy: `${near ? `Did you mean "${near}"? ` : ''}Known: ${this.names.join(', ') || 'none'}.${this.#more}`,
    });
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#items.values();
  }
}

/** The known name that is at most a third of its letters away, if any. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const scored = known.map((k) => ({ k, d: distance(name.toLowerCase(), k.toLowerCase()) })).sort((a, b) => a.d - b.d);
  const best = scored[0];
  return best && best.d <= Math.max(1, Math.floor(best.k.length / 3)) ? best.k : undefined;
}

/** Edit distance in which two swapped neighbours count as one edit (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const at = (up: number, back: number) => rows[i - up]?.[j - back] ?? 0;
      const substitute = at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(2, 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitute, at(1, 0) + 1, at(0, 1) + 1, swapped));
    }
  }
  return rows[a.length]?.[b.length] ?? 0;
}
