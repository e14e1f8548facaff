import type { AnyTask, Example, Kind } from '@stopover/core';
import type { Numbered, WrongRow } from './measure.ts';

/** Looks after every query of a retrieval table: a document that is right for it must be there. */
export class RightDocuments {
  readonly #task: AnyTask;
  readonly #elsewhere: ReadonlySet<string> | undefined;
  readonly #documents = new Set<string>();
  /** Queries that a document says it answers. */
  readonly #answered = new Set<string>();
  readonly #queries: { readonly index: number; readonly id: string; readonly gold: readonly string[] }[] = [];

  /** `elsewhere`: ids of documents in other tables that are searched too; undefined when nothing can be said of them. */
  constructor(task: AnyTask, elsewhere: ReadonlySet<string> | undefined) {
    this.#task = task;
    this.#elsewhere = elsewhere;
  }

  add({ index, example }: Numbered): void {
    if (!isRetrieval(this.#task, example)) return;
    const { query, document, gold } = example;
    const golds = typeof gold === 'string' ? [gold] : gold;
    if (document) this.#documents.add(document.id || String(index));
    if (document && !query) for (const id of golds) this.#answered.add(id);
    if (!query) return;
    // '' is the document of the query's own row, and without one it says that there is none to find: as mining may have it.
    if (document && golds.includes('')) return;
    const named = golds.filter((id) => id !== '');
    const needsOthers = !document && !isMined(this.#task);
    if (named.length > 0 || needsOthers) this.#queries.push({ index, id: query.id || String(index), gold: named });
  }

  /** Rows whose query nothing is right for. */
  faults(): WrongRow[] {
    const elsewhere = this.#elsewhere;
    if (elsewhere === undefined) return [];
    return this.#queries.flatMap(({ index, id, gold }) => {
      const found = gold.some((one) => this.#documents.has(one) || elsewhere.has(one));
      if (found || this.#answered.has(id)) return [];
      const what =
        gold.length === 0
          ? `no document is right for the query "${id}"`
          : `no document is there that is right for the query "${id}" (${gold.slice(0, 3).join(', ')})`;
      return [{ index, what }];
    });
  }
}

const isMined = (task: AnyTask): boolean => task.kind === 'bitext' && task.head.search === 'mine';

const isRetrieval = (task: AnyTask, example: Example<Kind>): example is Example<'bitext' | 'ranking'> =>
  (task.kind === 'bitext' || task.kind === 'ranking') && !('words' in example) && !('text' in example);
