import type { Tensors } from '@stopover/core';
import { float32, int64 } from '../batching/int64.ts';

/** Weights of a loss: those with a count of 1 weigh the same and 1 together, those with 0 nothing. */
const equalWeights = (counts: readonly number[]): Tensors => {
  const total = counts.reduce((a, b) => a + b, 0);
  return { weights: float32(Float32Array.from(counts, (n) => (total > 0 ? n / total : 0))) };
};

/** Feeds of a loss over named positions, `labels` or `starts` and `ends`, of which all that count weigh the same. */
export const lossFeeds = (
  positions: Readonly<Record<string, readonly number[]>>,
  counts: readonly number[],
): Tensors => ({
  ...Object.fromEntries(Object.entries(positions).map(([name, values]) => [name, int64(values)])),
  ...equalWeights(counts),
});
