import type { Tensors } from '@stopover/core';
import { int64 } from '../batching/int64.ts';
import { pickFirst } from '../batching/token-places.ts';
import { bestOutputs } from './best-outputs.ts';
import { kindParts } from './kind-parts.ts';
import { lossFeeds } from './loss-feeds.ts';

/** One of several continuations: one score each, read at its first token. */
export const choice = kindParts('choice', {
  head: () => ({ kind: 'choice', size: 1 }),
  headFeeds: (features, sequences) => ({
    ...pickFirst(sequences),
    ...gridFeeds(features.map((feature) => feature.sequences.length)),
  }),
  lossFeeds: (features) => {
    const own = features.filter((feature) => feature.kind === 'choice');
    return lossFeeds(
      { labels: own.map(({ label }) => label) },
      own.map(() => 1),
    );
  },
  answers: bestOutputs,
});

/** Where each sequence stands among the choices of its example, for so many choices of each. */
function gridFeeds(counts: readonly number[]): Tensors {
  const sequences = counts.reduce((a, b) => a + b, 0);
  const widest = counts.reduce((a, b) => Math.max(a, b), 0);
  const grid = new Int32Array(counts.length * widest).fill(sequences);
  const places = new Int32Array(sequences);
  let row = 0;
  counts.forEach((count, item) => {
    for (let c = 0; c < count; c++, row++) {
      grid[item * widest + c] = row;
      places[row] = item * widest + c;
    }
  });
  return { grid: int64(grid, [counts.length, widest]), places: int64(places) };
}
