import type { Example, Kind } from '@stopover/core';
import { type Bucket, permutation, shotIndices } from './few-shot-samples.ts';

/** Of development rows that are trained on, a fifth, but no more than 500, is held out. */
const heldShare = 0.2;
const heldMost = 500;

/** How many of n rows are held out. */
export const heldOutOf = (n: number): number => Math.min(heldMost, Math.ceil(n * heldShare));

type Rows = Pick<Bucket, 'task' | 'language'>;

const order = ({ task, language }: Rows, n: number) => permutation(n, 'held-out', task, language);

/** Places of the rows that are not held out: what in-language training takes of development rows, in file order. */
export const notHeldOut = (rows: Rows, n: number): number[] =>
  order(rows, n)
    .slice(heldOutOf(n))
    .sort((a, b) => a - b);

/**
 * Places of the held-out rows that no draw of shots has: what selection on target-language labels may take. `draws`: the
 * largest number of shots, and how many draws there are.
 */
export async function heldOutOfDraws(
  rows: Rows,
  examples: readonly Example<Kind>[],
  draws: { readonly k: number; readonly buckets: number } | null,
): Promise<number[]> {
  const n = examples.length;
  const drawn = new Set<number>();
  for (let bucket = 1; draws && bucket <= draws.buckets; bucket++)
    for (const index of await shotIndices({ ...rows, bucket }, examples, draws.k)) drawn.add(index);
  return order(rows, n)
    .slice(0, heldOutOf(n))
    .filter((index) => !drawn.has(index))
    .sort((a, b) => a - b);
}
