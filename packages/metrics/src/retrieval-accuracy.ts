import type { Metric } from '@stopover/core';
import { meanMetric } from './mean-metric.ts';

/** Share of queries whose nearest document is their translation, in percent (Tatoeba in XTREME). */
export const retrievalAccuracy: Metric<'bitext'> = meanMetric({
  name: 'accuracy',
  item: ({ gold, prediction }) => Number(gold === prediction),
});
