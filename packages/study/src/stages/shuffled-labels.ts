import type { AnyTask, Example, Kind } from '@stopover/core';
import { permutation } from '@stopover/data';

/** Whether a task's answers can change places between its rows: an answer span belongs to its text, tags to their words. */
export const canShuffle = ({ kind }: AnyTask): boolean => kind === 'classification' || kind === 'choice';

/**
 * The same examples with their labels in an order drawn from the seed, so that the balance of labels stays. Rows of
 * `choice` change only with rows of as many choices.
 */
export function shuffleLabels(
  examples: readonly Example<Kind>[],
  { task, seed }: { readonly task: string; readonly seed: number },
): readonly Example<Kind>[] {
  const groups = new Map<number, number[]>();
  examples.forEach((example, i) => {
    const choices = 'choices' in example ? example.choices.length : 0;
    const group = groups.get(choices) ?? [];
    group.push(i);
    groups.set(choices, group);
  });
  const shuffled = [...examples];
  for (const [choices, members] of groups) {
    const order = permutation(members.length, 'shuffled labels', task, String(seed), String(choices));
    members.forEach((to, i) => {
      const from = examples[members[order[i] ?? i] ?? to];
      const own = examples[to];
      if (own && from) shuffled[to] = relabelled(own, from);
    });
  }
  return shuffled;
}

function relabelled(own: Example<Kind>, from: Example<Kind>): Example<Kind> {
  if ('choices' in own && 'choices' in from) return { ...own, gold: from.gold };
  if ('text' in own && 'text' in from && typeof own.gold === 'number' && typeof from.gold === 'number') {
    return { ...own, gold: from.gold };
  }
  throw new Error('only labels of classification and choice are shuffled');
}
