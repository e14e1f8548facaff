import type { Metric } from '@stopover/core';
import { meanMetric } from './mean-metric.ts';

/** Candidates that Mewsli-X's script looks at. */
const depth = 20;

/**
 * Mean of 1 / rank of the first right candidate among the first 20 (0 when none is there), in percent: what XTREME-R
 * prints as mAP@20 for Mewsli-X, whose questions have one right entity each.
 */
export const reciprocalRank: Metric<'ranking'> = meanMetric({
  name: 'mrr',
  item: ({ gold, prediction }) => {
    const at = prediction.slice(0, depth).findIndex((id) => gold.includes(id));
    return at < 0 ? 0 : 1 / (at + 1);
  },
});
