import type { PairCounts } from '@stopover/core';

/** How many chunks, labels or documents of a pair are right, were found, and are to be found. */
export interface Found {
  readonly right: number;
  readonly found: number;
  readonly wanted: number;
}

/** What a corpus F1 is made of: of each pair what is right (tp), what was found and is wrong (fp), and what was not found (fn). */
export function pairCounts<P>(pairs: readonly P[], count: (pair: P) => Found): PairCounts {
  const counted = pairs.map(count);
  return {
    tp: Int32Array.from(counted, ({ right }) => right),
    fp: Int32Array.from(counted, ({ right, found }) => found - right),
    fn: Int32Array.from(counted, ({ right, wanted }) => wanted - right),
  };
}
