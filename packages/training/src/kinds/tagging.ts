import { tagsOf } from '../evaluation/decode.ts';
import { kindParts } from './kind-parts.ts';
import { lossFeeds } from './loss-feeds.ts';

/** One tag a word: read at every token, counted at a word's first. */
export const tagging = kindParts('tagging', {
  head: ({ head }) => ({ kind: 'tagging', size: head.labels.length }),
  labels: ({ head }) => head.labels,
  headFeeds: () => ({}),
  lossFeeds: (features) => {
    const labels = features.flatMap((feature) => (feature.kind === 'tagging' ? Array.from(feature.labels) : []));
    return lossFeeds(
      { labels: labels.map((label) => Math.max(0, label)) },
      labels.map((label) => (label >= 0 ? 1 : 0)),
    );
  },
  rowsOfTokens: true,
  answers: async (logits, { task, examples }) => {
    const tags = new Map<number, string[]>();
    for await (const { batch, logits: scores } of logits) {
      tagsOf(
        batch.filter((feature) => feature.kind === 'tagging'),
        scores,
        task.head.labels,
        tags,
      );
    }
    return examples.map((_, item) => ({ prediction: tags.get(item) ?? [] }));
  },
});
