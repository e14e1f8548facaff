import type { Kind, Pair } from './kind.ts';

/** What a scorer may need to know beside the pairs. */
export interface ScoringContext {
  /** BCP 47 tag of the test's language: MLQA's script has rules of its own for seven languages. */
  readonly language: string;
}

/** True positives, false positives and false negatives, one number of each for a pair. */
export interface PairCounts {
  readonly tp: Int32Array;
  readonly fp: Int32Array;
  readonly fn: Int32Array;
}

/** Scores predictions of the kinds it is for. Pure. */
export interface Metric<K extends Kind> {
  /** Short name as the field writes it: `accuracy`, `f1`, `em`. */
  readonly name: string;
  /** The score of the worst and of a perfect model, in the unit of `score` (percent, as the reference scripts print). */
  readonly range: readonly [worst: number, best: number];
  /** One number for a whole split; NaN when there was nothing to score. */
  score(pairs: readonly Pair<K>[], context: ScoringContext): number;
  /**
   * One number per pair in the unit of `score`, whose mean is `score`. Absent where no such decomposition exists
   * (corpus-level F1).
   */
  readonly items?: (pairs: readonly Pair<K>[], context: ScoringContext) => Float64Array;
  /** Of a corpus-level F1, which has no items: what it is made of, so that `score` is 100·2TP/(2TP + FP + FN) of their sums. */
  readonly counts?: (pairs: readonly Pair<K>[], context: ScoringContext) => PairCounts;
}

/** Defines a metric; exists for inference and symmetry with `defineTask`. */
export const defineMetric = <K extends Kind>(metric: Metric<K>): Metric<K> => metric;
