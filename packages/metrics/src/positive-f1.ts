import type { Metric } from '@stopover/core';
import { pairCounts } from './pair-counts.ts';

/**
 * F1 of label 1 in percent, for tasks with two labels: GLUE's second figure for QQP and MRPC, scikit-learn's `f1_score`
 * as GLUE's script calls it. 0 when nothing is found; NaN without pairs. It is a corpus score: it has no items.
 */
export const positiveF1: Metric<'classification'> = {
  name: 'f1',
  range: [0, 100],
  score(pairs) {
    if (pairs.length === 0) return Number.NaN;
    const gold = pairs.filter((pair) => pair.gold === 1);
    const predicted = pairs.filter(({ prediction }) => prediction === 1).length;
    const right = gold.filter(({ prediction }) => prediction === 1).length;
    return right > 0 ? (100 * 2 * right) / (gold.length + predicted) : 0;
  },
  counts: (pairs) =>
    pairCounts(pairs, ({ gold, prediction }) => ({
      right: Number(gold === 1 && prediction === 1),
      found: Number(prediction === 1),
      wanted: Number(gold === 1),
    })),
};
