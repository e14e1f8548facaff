import type { Example, Kind } from '@stopover/core';
import type { CutCount } from '@stopover/text';
import type { VectorTable } from './vector-table.ts';

/** Documents to be searched, each id once. */
export interface Pool extends Disposable {
  readonly ids: readonly string[];
  readonly vectors: VectorTable;
  /** Query id → ids of the documents that say they answer it. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
  /** Of the documents' texts. */
  readonly cut: CutCount;
}

/** Documents that one model has encoded, by the list that they were given as: all languages of a test share one. */
export class DocumentIndex implements AsyncDisposable {
  readonly #pools = new Map<readonly Example<Kind>[], Promise<Pool>>();

  /** The documents of a list, encoded by whoever asks first; they stay the index's. */
  pool(candidates: readonly Example<Kind>[], encode: () => Promise<Pool>): Promise<Pool> {
    const known = this.#pools.get(candidates) ?? encode();
    this.#pools.set(candidates, known);
    return known;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    for (const pool of pools) (await pool.catch(() => undefined))?.[Symbol.dispose]();
  }
}
