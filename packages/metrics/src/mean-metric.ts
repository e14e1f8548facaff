import type { Kind, Metric, Pair, ScoringContext } from '@stopover/core';

/** What a metric needs that is the mean of one value per pair. */
export interface MeanMetricSpec<K extends Kind> {
  readonly name: string;
  /** The value of one pair, 0 (wrong) to 1 (right). */
  readonly item: (pair: Pair<K>, context: ScoringContext) => number;
}

/**
 * Builds a metric that averages one value per pair, in percent (0 to 100); NaN without pairs.
 * Values are added in order and scaled once at the end, as the reference scripts do, so that sums round alike.
 */
export function meanMetric<K extends Kind>({ name, item }: MeanMetricSpec<K>): Metric<K> {
  return {
    name,
    range: [0, 100],
    score(pairs, context) {
      let sum = 0;
      for (const pair of pairs) sum += item(pair, context);
      return (100 * sum) / pairs.length;
    },
    items: (pairs, context) => Float64Array.from(pairs, (pair) => 100 * item(pair, context)),
  };
}
