import type { Kind, Pair } from './kind.ts';

/** What a scorer may need to know beside the pairs. */
export interface ScoringContext {
  /** BCP 47 tag of the test's language: MLQA's script has rules of its own for seven languages. */
  readonly language: string;
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
   * (corpus-level F1); the bootstrap then resamples pairs and scores again.
   */
  readonly items?: (pairs: readonly Pair<K>[], context: ScoringContext) => Float64Array;
}

/** Defines a metric; exists for inference and symmetry with `defineTask`. */
export function defineMetric<K extends Kind>(metric: Metric<K>): Metric<K> {
  return metric;
}
