import { masked } from '@stopover/encoders';
import type { Feature, PairFeature } from '@stopover/text';
import { float32, int64 } from '../batching/int64.ts';
import { pickFirst } from '../batching/token-places.ts';
import { kindParts } from './kind-parts.ts';

/** A dual encoder: a vector for each text, read at its first token, and a softmax over the batch. */
export const ranking = kindParts('ranking', {
  head: (_, { hiddenSize }) => ({ kind: 'ranking', size: hiddenSize }),
  headFeeds: (_, sequences) => pickFirst(sequences),
  lossFeeds: (features) => rivalFeeds(features.map(paired)),
});

function paired(feature: Feature): PairFeature {
  if (feature.kind === 'pair') return feature;
  throw new Error(`a ${feature.kind} feature has no labels of its own`);
}

/**
 * Feeds of the in-batch softmax: every document of the batch is a rival of every query, except further copies of a
 * right one (the same id, one of the query's gold ids, or the same tokens), which would be counted as wrong.
 */
function rivalFeeds(pairs: readonly PairFeature[]) {
  const size = pairs.length;
  const texts = pairs.map(({ sequences }) => sequences[1].join());
  const excluded = new Float32Array(size * size);
  pairs.forEach(({ document, gold }, q) => {
    const right = new Set([document, ...gold]);
    pairs.forEach((other, d) => {
      if (d !== q && (right.has(other.document) || texts[d] === texts[q])) excluded[q * size + d] = masked;
    });
  });
  return {
    excluded: float32(excluded, [size, size]),
    labels: int64(pairs.map((_, i) => i)),
    weights: float32(new Float32Array(size).fill(1 / size)),
  };
}
