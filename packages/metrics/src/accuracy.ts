import type { Metric } from '@stopover/core';
import { meanMetric } from './mean-metric.ts';

/** Share of predictions equal to the gold label or choice, in percent. */
export const accuracy: Metric<'classification' | 'choice'> = meanMetric({
  name: 'accuracy',
  item: ({ gold, prediction }) => Number(gold === prediction),
});
