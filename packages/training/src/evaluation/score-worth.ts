import type { AnyTask } from '@stopover/core';

/**
 * What a score of a task's headline metric is worth: more is better, whichever end of the metric's range is the best one.
 * A score that is no number is worth less than any.
 */
export function worthOf({ metrics: [{ range }] }: Pick<AnyTask, 'metrics'>, score: number | null): number {
  const [worst, best] = range;
  if (score === null || !Number.isFinite(score)) return Number.NEGATIVE_INFINITY;
  return best < worst ? -score : score;
}
