import type { AnyTask, Example, Kind } from '@stopover/core';

/**
 * The score of guessing uniformly, in the headline metric's unit: one over the labels, the mean of one over each row's
 * choices, one over the documents; 0 for spans. Null where it depends on more than that (tagging, ranking, mlm).
 */
export function chanceOf(task: AnyTask, examples: readonly Example<Kind>[]): number | null {
  const [worst, best] = task.metrics[0].range;
  const share = chanceShare(task, examples);
  return share === null ? null : worst + (best - worst) * share;
}

function chanceShare(task: AnyTask, examples: readonly Example<Kind>[]): number | null {
  if (task.kind === 'classification') return 1 / task.head.labels.length;
  if (task.kind === 'span') return 0;
  if (task.kind === 'choice') {
    const shares = examples.flatMap((example) => ('choices' in example ? [1 / example.choices.length] : []));
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }
  if (task.kind !== 'bitext') return null;
  const documents = examples.filter((example) => 'document' in example && example.document !== undefined).length;
  return documents > 0 ? 1 / documents : null;
}
