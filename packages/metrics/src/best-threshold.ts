import type { Metric, Pair, ScoringContext } from '@stopover/core';

/** A question, the span that a model likes best for it, and by how much "no answer" leads that span. */
export interface LeadOfNone extends Pair<'span'> {
  readonly lead: number;
}

/** The threshold that would have been best, and the score with it. */
export interface BestThreshold {
  /** "No answer" where its lead is larger. */
  readonly threshold: number;
  /** In percent. */
  readonly score: number;
}

/**
 * The threshold on "no answer" with the best score: `find_best_thresh` of SQuAD 2.0's script, which starts from "no
 * answer" everywhere and lets questions have their spans in the order of their leads. It names the lead after which the
 * sum is highest; of several questions with the same lead it may name one in their middle, as the script does. Where
 * "no answer" everywhere is best, the script says 0, for its probabilities; leads may be negative, so here the threshold
 * is then below all of them.
 * Undefined where the metric gives no items, or there are no questions.
 */
export function bestThreshold(
  metric: Metric<'span'>,
  questions: readonly LeadOfNone[],
  context: ScoringContext,
): BestThreshold | undefined {
  const items = metric.items?.(questions, context);
  if (!items || questions.length === 0) return undefined;
  const gains = questions.map(({ gold, prediction, lead }, i) => {
    const spent = prediction === '' ? 0 : -1;
    return { lead, gain: gold.texts.length > 0 ? (items[i] ?? 0) / 100 : spent };
  });
  gains.sort((a, b) => a.lead - b.lead);
  let sum = questions.filter(({ gold }) => gold.texts.length === 0).length;
  let best = sum;
  let threshold = Math.min(0, (gains[0]?.lead ?? 0) - 1);
  for (const { lead, gain } of gains) {
    sum += gain;
    if (sum > best) [best, threshold] = [sum, lead];
  }
  return { threshold, score: (100 * best) / questions.length };
}
