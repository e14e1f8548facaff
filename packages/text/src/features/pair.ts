import { type AnyTask, DataError, type Example, type Kind } from '@stopover/core';
import type { Feature, PairFeature, RetrievalFeature } from '../feature.ts';
import { rowName } from '../rows.ts';

/**
 * Queries and documents of one row each as pairs, which is what a dual encoder is trained on. A query may have a row for each
 * of its right documents: all that its rows call right, and have, is right for it, and none of them a rival of another.
 * @throws DataError naming a row that lacks one of the two.
 */
function pairFeatures(
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): readonly PairFeature[] {
  const sides = new Map<number, Partial<Record<RetrievalFeature['side'], RetrievalFeature>>>();
  for (const feature of features) {
    if (feature.kind !== 'ranking') continue;
    sides.set(feature.item, { ...sides.get(feature.item), [feature.side]: feature });
  }
  const right = new Map<string, Set<string>>();
  for (const [item, { query, document }] of sides) {
    if (!query || !document) continue;
    const gold = examples[item]?.gold;
    const known = right.get(query.id) ?? new Set<string>();
    for (const id of [document.id, ...(Array.isArray(gold) ? gold : [])]) known.add(id);
    right.set(query.id, known);
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
      gold: [...(right.get(query.id) ?? [])],
    };
  });
}

/**
 * Features as a model is trained on them: those of a ranking task as pairs, all others as they are.
 * @throws DataError naming a row of a ranking task without a query or a document.
 */
export const trainingFeatures = (
  task: AnyTask,
  examples: readonly Example<Kind>[],
  features: readonly Feature[],
): readonly Feature[] => (task.kind === 'ranking' ? pairFeatures(task, examples, features) : features);
