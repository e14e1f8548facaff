import { DataError } from '@stopover/core';

/** What each item (a sentence, a document) adds to a corpus F1: true and false positives, false negatives. */
export interface F1Counts {
  readonly tp: ArrayLike<number>;
  readonly fp: ArrayLike<number>;
  readonly fn: ArrayLike<number>;
}

/** F1 of all items together, 2TP/(2TP + FP + FN), in points; 0 where nothing is there to be found and nothing was. */
export function corpusF1(counts: F1Counts): number {
  const { hits, size } = totalsOf(counts);
  return size === 0 ? 0 : (100 * hits) / size;
}

/**
 * A corpus F1 as a mean over items, so that it has item variance like any other score: F1 plus the influence of each item,
 *
 *   F + [2tp_i − F·(2tp_i + fp_i + fn_i)]·n / (2TP + FP + FN),
 *
 * the linearisation of a ratio of sums (Cochran 1977, section 6.4; Särndal, Swensson and Wretman 1992, section 5.6). Their
 * mean is F1 itself, exactly; single values may lie outside 0 … 100.
 * @returns one value an item, in points, for `RunScores.items`.
 * @throws DataError when the counts differ in length or one is negative.
 */
export function linearisedF1(counts: F1Counts): Float64Array {
  const { hits, size } = totalsOf(counts);
  const n = counts.tp.length;
  if (size === 0) return new Float64Array(n);
  const f1 = hits / size;
  return Float64Array.from({ length: n }, (_, i) => {
    const own = sizeOf(counts, i);
    return 100 * (f1 + ((2 * (counts.tp[i] ?? 0) - f1 * own) * n) / size);
  });
}

const sizeOf = ({ tp, fp, fn }: F1Counts, i: number): number => 2 * (tp[i] ?? 0) + (fp[i] ?? 0) + (fn[i] ?? 0);

function totalsOf(counts: F1Counts): { readonly hits: number; readonly size: number } {
  const { tp, fp, fn } = counts;
  if (tp.length !== fp.length || tp.length !== fn.length)
    throw wrong(`${tp.length}, ${fp.length} and ${fn.length} counts`);
  let hits = 0;
  let size = 0;
  for (let i = 0; i < tp.length; i++) {
    if (!(Math.min(tp[i] ?? -1, fp[i] ?? -1, fn[i] ?? -1) >= 0)) throw wrong(`item ${i + 1} has a count below 0`);
    hits += 2 * (tp[i] ?? 0);
    size += sizeOf(counts, i);
  }
  return { hits, size };
}

const wrong = (what: string): DataError =>
  new DataError({
    where: 'F1 by item',
    what,
    remedy: 'Give true positives, false positives and false negatives of every item.',
  });
