// Answers from the logits of a context's windows, as compute_predictions_logits of transformers' squad_metrics.py makes
// them, which XTREME's run_squad.py and jiant both call.
import type { Feature } from '@stopover/text';
import { topIndexes } from '../retrieval/top-indexes.ts';

/** How spans become answers. */
export interface AnswerOptions {
  /** Best starts and best ends of a window that are combined, and answers that are kept: `n_best_size`. */
  readonly nBest: number;
  /** Tokens of an answer at most: `max_answer_length`. */
  readonly maxTokens: number;
  /** "No answer" is predicted when its lead over the best span is larger: `null_score_diff_threshold`. */
  readonly threshold: number;
}

/** What the reference scripts take where nothing else is said. */
export const answerDefaults: AnswerOptions = { nBest: 20, maxTokens: 30, threshold: 0 };

/** One of the best answers of an item. */
export interface Candidate {
  /** Cut from the context and without blanks at its ends; '' for "no answer". */
  readonly text: string;
  /** Where the text stands in the context, in UTF-16 units; -1, -1 for "no answer". */
  readonly start: number;
  readonly end: number;
  /** Sum of the logits of its first and its last token. */
  readonly score: number;
  /** Softmax of the scores over the item's candidates. */
  readonly probability: number;
}

/** What one item is answered. */
export interface SpanAnswer {
  /** The answer's text, '' for "no answer". */
  readonly prediction: string;
  /** The best span's text, whatever "no answer" scores; '' where no window has any. */
  readonly span: string;
  /**
   * The score of "no answer" (that of the window where it scores lowest) minus the best span's: above the threshold,
   * "no answer" is predicted. Null where the task's questions all have answers.
   */
  readonly noAnswer: number | null;
  /** Best first; a text occurs once. */
  readonly candidates: readonly Candidate[];
}

type SpanFeature = Extract<Feature, { kind: 'span' }>;
type Ranked = Omit<Candidate, 'probability'>;

/** What one window says. */
export interface WindowSpans {
  readonly item: number;
  readonly window: number;
  /** The score of "no answer" in this window: the logits of its first token. */
  readonly nothing: number;
  /** Its best spans, each text once. */
  readonly spans: readonly Ranked[];
}

/**
 * The spans that a window proposes, from its logits, [tokens, 2] from `from` on: those between one of the best starts
 * and one of the best ends that lie in the context, are in order and short enough, and start where this window shows
 * more of the context than any other. That last rule, and not the best score of all windows alone, because the
 * benchmarks' scripts have it: a token at a window's edge is judged with half of its surroundings missing.
 */
export function windowSpans(
  { item, window, offsets, widest }: SpanFeature,
  data: Float32Array,
  from: number,
  context: string,
  { nBest, maxTokens }: Pick<AnswerOptions, 'nBest' | 'maxTokens'>,
): WindowSpans {
  const length = offsets.length / 2;
  const starts = Float32Array.from({ length }, (_, i) => data[from + 2 * i] ?? 0);
  const ends = Float32Array.from({ length }, (_, i) => data[from + 2 * i + 1] ?? 0);
  const bestEnds = topIndexes(ends, nBest);
  const spans: Ranked[] = [];
  for (const first of topIndexes(starts, nBest)) {
    if (widest[first] !== 1) continue;
    for (const last of bestEnds) {
      const end = offsets[2 * last + 1] ?? -1;
      if (end < 0 || last < first || last - first >= maxTokens) continue;
      const score = (starts[first] ?? 0) + (ends[last] ?? 0);
      const span = withoutBlanks(context, offsets[2 * first] ?? 0, end, score);
      if (span.text !== '') spans.push(span);
    }
  }
  // The best of all windows are among the best of each, so the rest need not be kept until all windows are there.
  return { item, window, nothing: (starts[0] ?? 0) + (ends[0] ?? 0), spans: ranked(spans, nBest) };
}

/** The answer to one question from all windows of its context, in any order. */
export function answerOf(
  windows: readonly WindowSpans[],
  unanswerable: boolean,
  { nBest, threshold }: Pick<AnswerOptions, 'nBest' | 'threshold'>,
): SpanAnswer {
  const spans = [...windows].sort((a, b) => a.window - b.window).flatMap((one) => one.spans);
  const nothing = windows.reduce((least, one) => Math.min(least, one.nothing), Number.POSITIVE_INFINITY);
  const none = unanswerable && windows.length > 0 ? { text: '', start: -1, end: -1, score: nothing } : undefined;
  // Of equal scores the earlier window's comes first, and "no answer" last.
  const kept = ranked(none ? [...spans, none] : spans, nBest);
  if (none && !kept.includes(none)) kept.push(none);
  const best = kept.find((one) => one !== none);
  const noAnswer = none ? none.score - (best?.score ?? 0) : null;
  const span = best?.text ?? '';
  const prediction = noAnswer !== null && noAnswer > threshold ? '' : span;
  return { prediction, span, noAnswer, candidates: withProbabilities(kept) };
}

/** The best `most` of different texts, best first; of equal scores the earlier in the list first. */
function ranked(all: readonly Ranked[], most: number): Ranked[] {
  const byText = new Map<string, Ranked>();
  for (const one of [...all].sort((a, b) => b.score - a.score)) {
    if (byText.size >= most) break;
    if (!byText.has(one.text)) byText.set(one.text, one);
  }
  return [...byText.values()];
}

/** Some tokenizers count the blank before a word to the word. */
function withoutBlanks(context: string, start: number, end: number, score: number): Ranked {
  const surface = context.slice(start, end);
  const text = surface.trim();
  const from = start + (surface.length - surface.trimStart().length);
  return { text, start: from, end: from + text.length, score };
}

function withProbabilities(kept: readonly Ranked[]): readonly Candidate[] {
  const most = kept.reduce((max, { score }) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  const weights = kept.map(({ score }) => Math.exp(score - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return kept.map((one, i) => ({ ...one, probability: (weights[i] ?? 0) / sum }));
}
