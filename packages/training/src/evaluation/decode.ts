import type { Tensor } from '@stopover/core';
import type { Feature } from '@stopover/text';

/** Logits of a batch, of the shape its kind's graph gives. */
export type Logits = Extract<Tensor, { type: 'float32' }>;

/** Position of the largest of `count` logits from `from` on; the first of equals. */
export function argmax(data: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((data[from + i] ?? 0) > (data[from + best] ?? 0)) best = i;
  return best;
}

/**
 * Tags of the words of a batch's features, by item and word: each is what the word's first piece says, so that the
 * pieces of a divided sentence join to one tag a word.
 */
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
