import type { Metric } from '@stopover/core';
import { minedPairsF1 } from './mined-pairs-f1.ts';
import { pairCounts } from './pair-counts.ts';

/**
 * F1 of mined pairs in percent (BUCC): of each query that has a gold document, and of each that was given one. A corpus
 * score, without items. NaN when there is neither.
 */
export const miningF1: Metric<'bitext'> = {
  name: 'f1',
  range: [0, 100],
  score(pairs) {
    const named = (side: 'gold' | 'prediction') =>
      pairs.flatMap((pair, i) => (pair[side] === '' ? [] : [`${i} ${pair[side]}`]));
    return minedPairsF1(named('gold'), named('prediction'));
  },
  counts: (pairs) =>
    pairCounts(pairs, ({ gold, prediction }) => ({
      right: Number(gold !== '' && gold === prediction),
      found: Number(prediction !== ''),
      wanted: Number(gold !== ''),
    })),
};
