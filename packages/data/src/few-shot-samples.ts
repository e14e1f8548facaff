import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The numbers 0 … n-1 in an order drawn from the words (Fisher-Yates on xoroshiro128+, seeded by their SHA-256):
 * the same on every machine, another one for other words.
 */
export function permutation(n: number, ...words: readonly string[]): number[] {
  const seed = createHash('sha256').update(JSON.stringify(words)).digest().readInt32LE(0);
  const random = xoroshiro128plus(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const moved = order[i];
    const taken = order[j];
    if (moved === undefined || taken === undefined) continue;
    order[i] = taken;
    order[j] = moved;
  }
  return order;
}

/** A fixed draw of labelled target-language examples, as few-shot work publishes them (Zhao et al. 2021). */
export interface Bucket {
  readonly task: string;
  /** BCP 47. */
  readonly language: string;
  /** From 1. */
  readonly bucket: number;
}

/**
 * The first k of a bucket's order of n examples: nested, so that 100 shots are the 10 shots and 90 more, and the same
 * for every model, seed and arm. Fewer than k only when n is.
 */
export function shotIndices({ task, language, bucket }: Bucket, n: number, k: number): number[] {
  return permutation(n, 'shots', task, language, String(bucket)).slice(0, k);
}

/** The items at some places, in the order of the places. */
export const pick = <T>(items: readonly T[], indices: readonly number[]): T[] =>
  indices.flatMap((index) => {
    const item = items[index];
    return item === undefined ? [] : [item];
  });

/** The rows of a task that a training with `maxExamples` takes: the first in an order drawn from its seed. */
export const firstOf = <T>(
  items: readonly T[],
  { task, most, seed }: { readonly task: string; readonly most: number; readonly seed: number },
): readonly T[] =>
  most >= items.length
    ? items
    : pick(items, permutation(items.length, 'maxExamples', task, String(seed)).slice(0, most));
