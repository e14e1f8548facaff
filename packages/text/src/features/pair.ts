import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import type { Feature, PairFeature, RetrievalFeature } from '../feature.ts';
import { rowName } from '../rows.ts';

/**
 * Queries and documents of one row each as pairs, which is what a dual encoder is trained on.
 * @throws DataError naming a row that lacks one of the two.
 */
export function pairFeatures(
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): readonly PairFeature[] {
  const sides = new Map<number, Partial<Record<RetrievalFeature['side'], RetrievalFeature>>>();
  for (const feature of features) {
    if (feature.kind !== 'ranking') continue;
    sides.set(feature.item, { ...sides.get(feature.item), [feature.side]: feature });
  }
  return [...sides].map(([item, { query, document }]) => {
    const example = examples[item];
    if (!query || !document || !example) {
      const where = example ? rowName(task.name, { item, example }) : `${task.name}, row ${item}`;
      const what = `it has no ${query ? 'document' : 'query'}, and a dual encoder is trained on pairs`;
      throw new DataError({ where, what, remedy: 'Give the training rows both sides, or skip those without.' });
    }
    return {
      kind: 'pair',
      item,
      sequences: [query.sequences[0], document.sequences[0]],
      ...(document.seconds && { seconds: [query.sequences[0].length, ...document.seconds] as const }),
      document: document.id,
      gold: Array.isArray(example.gold) ? example.gold : [],
    };
  });
}
