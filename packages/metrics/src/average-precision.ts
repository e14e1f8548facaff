import type { Metric } from '@stopover/core';
import { meanMetric } from './mean-metric.ts';

/** Candidates that LAReQA's score looks at. */
const depth = 20;

/**
 * Mean average precision over the first 20 candidates, in percent (LAReQA): the precision at each right candidate,
 * added up and divided by the number of right ones that could be among the 20.
 */
export const averagePrecision: Metric<'ranking'> = meanMetric({
  name: 'map',
  item: ({ gold, prediction }) => {
    let hits = 0;
    let sum = 0;
    for (const [i, id] of prediction.slice(0, depth).entries()) {
      if (!gold.includes(id)) continue;
      hits += 1;
      sum += hits / (i + 1);
    }
    return sum / Math.min(gold.length, depth);
  },
});
