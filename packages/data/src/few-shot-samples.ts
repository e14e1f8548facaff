import { createHash } from 'node:crypto';
import type { Example, Kind } from '@stopover/core';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The numbers 0 … n-1 in an order drawn from the words (Fisher-Yates on xoroshiro128+, seeded by their SHA-256):
 * the same on every machine, another one for other words.
 */
export function permutation(n: number, ...words: readonly string[]): number[] {
  const random = generatorOf(words);
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

function generatorOf(words: readonly string[]) {
  const seed = createHash('sha256').update(JSON.stringify(words)).digest().readInt32LE(0);
  return xoroshiro128plus(seed);
}

/** One draw of labelled target-language examples; work on few shots calls it a bucket. */
export interface Bucket {
  readonly task: string;
  /** BCP 47. */
  readonly language: string;
  /** From 1. */
  readonly bucket: number;
}

/** By which rule draws are made: part of the key of what is trained on one. */
export const drawRule = 'sainte-lague';

/**
 * The first k of a bucket's order of some examples: nested, so that 100 shots are the 10 shots and 90 more, and the same for
 * every model, seed and arm. Every beginning holds the labels of classification, and the places of the right choice, as
 * nearly as all examples do (Sainte-Laguë's order); of other kinds it is random. Fewer than k only when there are fewer.
 *
 * Zhao et al. (2021) draw K examples of each class instead (K = 10 is 30 rows of XNLI), and without regard to classes in
 * tagging. Here k counts rows, so that it means the same for every task and is what somebody would have to label.
 */
export async function shotIndices(
  { task, language, bucket }: Bucket,
  examples: readonly Example<Kind>[],
  k: number,
): Promise<number[]> {
  // Only who draws shots loads what statistics need.
  const { stratifiedOrder } = await import('@stopover/statistics');
  const strata = examples.map(({ gold }) => (typeof gold === 'number' ? String(gold) : ''));
  return stratifiedOrder(strata, generatorOf(['shots', task, language, String(bucket)])).slice(0, k);
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
