import { pickFirst } from '../batching/token-places.ts';
import { bestOutputs } from './best-outputs.ts';
import { kindParts } from './kind-parts.ts';
import { lossFeeds } from './loss-feeds.ts';

/** One label for a text or a pair: read at its first token. */
export const classification = kindParts('classification', {
  head: ({ head }) => ({ kind: 'classification', size: head.labels.length }),
  labels: ({ head }) => head.labels,
  headFeeds: (_, sequences) => pickFirst(sequences),
  lossFeeds: (features) => {
    const own = features.filter((feature) => feature.kind === 'classification');
    return lossFeeds(
      { labels: own.map(({ label }) => label) },
      own.map(() => 1),
    );
  },
  answers: bestOutputs,
});
