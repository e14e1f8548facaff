import type { Tensor } from '@stopover/core';
import type { Feature } from '@stopover/text';

/** Logits of a batch, of the shape its kind's graph gives. */
export type Logits = Extract<Tensor, { type: 'float32' }>;

/** Longest answer in tokens, as SQuAD's reference implementations have it. */
const maxAnswerTokens = 30;

/** Position of the largest of `count` logits from `from` on; the first of equals. */
export function argmax(data: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((data[from + i] ?? 0) > (data[from + best] ?? 0)) best = i;
  return best;
}

/** The best span of one window and the score of "no answer" in it. */
export interface WindowAnswer {
  readonly item: number;
  readonly score: number;
  readonly nothing: number;
  /** UTF-16 offsets in the context. */
  readonly from: number;
  readonly to: number;
}

/** Best span of each window of a batch: start and end inside the context, in order, at most 30 tokens apart. */
export function windowAnswers(
  features: readonly Extract<Feature, { kind: 'span' }>[],
  { data, shape }: Logits,
): WindowAnswer[] {
  const width = shape[1] ?? 0;
  return features.map(({ item, offsets }, row) => {
    const at = (token: number, side: 0 | 1) => data[(row * width + token) * 2 + side] ?? 0;
    const length = offsets.length / 2;
    let best = { start: -1, end: -1, score: Number.NEGATIVE_INFINITY };
    for (let start = 0; start < length; start++) {
      if ((offsets[2 * start] ?? -1) < 0) continue;
      for (let end = start; end < Math.min(length, start + maxAnswerTokens); end++) {
        if ((offsets[2 * end] ?? -1) < 0) break;
        const score = at(start, 0) + at(end, 1);
        if (score > best.score) best = { start, end, score };
      }
    }
    return {
      item,
      score: best.score,
      nothing: at(0, 0) + at(0, 1),
      from: offsets[2 * best.start] ?? 0,
      to: offsets[2 * best.end + 1] ?? 0,
    };
  });
}

/**
 * One answer an item from the answers of its windows: the best span of all; '' where the question may have no answer
 * and "nothing" scores higher than every span, taking the window where it scores lowest (SQuAD 2.0's baseline).
 */
export function bestAnswers(
  windows: readonly WindowAnswer[],
  contexts: readonly string[],
  unanswerable: boolean,
): string[] {
  const best = new Map<number, WindowAnswer>();
  const nothing = new Map<number, number>();
  for (const window of windows) {
    const before = best.get(window.item);
    if (!before || window.score > before.score) best.set(window.item, window);
    nothing.set(window.item, Math.min(window.nothing, nothing.get(window.item) ?? Number.POSITIVE_INFINITY));
  }
  return contexts.map((context, item) => {
    const answer = best.get(item);
    if (!answer || (unanswerable && (nothing.get(item) ?? 0) > answer.score)) return '';
    return context.slice(answer.from, answer.to);
  });
}

/** Tags of the words of a batch's features, by item and word. */
export function tagsOf(
  features: readonly Extract<Feature, { kind: 'tagging' }>[],
  { data, shape }: Logits,
  labels: readonly string[],
  into: Map<number, string[]>,
): void {
  const size = shape[1] ?? 0;
  let token = 0;
  for (const { item, words } of features) {
    const tags = into.get(item) ?? [];
    into.set(item, tags);
    words.forEach((word, n) => {
      if (word >= 0 && word !== words[n - 1]) tags[word] = labels[argmax(data, (token + n) * size, size)] ?? '';
    });
    token += words.length;
  }
}
