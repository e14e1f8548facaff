import type { Task } from '@stopover/core';
import { answerOf, type WindowSpans, windowSpans } from '../evaluation/span-answers.ts';
import { type Answering, type HeadAnswer, kindParts, type LogitsBatch } from './kind-parts.ts';
import { lossFeeds } from './loss-feeds.ts';

/** A span of the context: a start and an end at every token of each window. */
export const span = kindParts('span', {
  head: () => ({ kind: 'span', size: 2 }),
  headFeeds: () => ({}),
  lossFeeds: (features) => {
    const own = features.filter((feature) => feature.kind === 'span');
    return lossFeeds(
      { starts: own.map(({ start }) => start), ends: own.map(({ end }) => end) },
      own.map(() => 1),
    );
  },
  answers,
});

/** The answer to every example's question, in order, with what else was in question. */
async function answers(
  logits: AsyncIterable<LogitsBatch>,
  { task, examples, options }: Answering<Task<'span'>>,
): Promise<readonly HeadAnswer[]> {
  const windows = new Map<number, WindowSpans[]>();
  for await (const { batch, logits: scores } of logits) {
    const places = 2 * (scores.shape[1] ?? 0);
    for (const [row, feature] of batch.entries()) {
      if (feature.kind !== 'span') continue;
      const example = examples[feature.item];
      const context = example && 'context' in example ? example.context : '';
      const found = windowSpans(feature, scores.data, row * places, context, options);
      windows.set(feature.item, [...(windows.get(feature.item) ?? []), found]);
    }
  }
  return examples.map((_, item) => {
    const { prediction, ...answer } = answerOf(windows.get(item) ?? [], task.head.unanswerable, options);
    return { prediction, answer };
  });
}
