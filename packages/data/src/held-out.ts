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

/** The draws of a study. */
interface Draws {
  /** The largest number of shots. */
  readonly k: number;
  readonly buckets: number;
  /** The rows of all, where a file names them. */
  readonly ids?: readonly string[];
}

/**
 * Places of the held-out rows that no draw of shots has: what selection on target-language labels may take. `most`: so many
 * of them at most, by chance, because a file may have its rows sorted, by their labels even.
 */
export async function heldOutOfDraws(
  rows: Rows,
  examples: readonly Example<Kind>[],
  draws: Draws | null,
  most = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const n = examples.length;
  const drawn = draws ? await drawnBy(rows, examples, draws) : new Set<number>();
  return order(rows, n)
    .slice(0, heldOutOf(n))
    .filter((index) => !drawn.has(index))
    .slice(0, most)
    .sort((a, b) => a - b);
}

async function drawnBy(rows: Rows, examples: readonly Example<Kind>[], draws: Draws): Promise<ReadonlySet<number>> {
  const { k, buckets, ids } = draws;
  if (ids) {
    const named = new Set(ids);
    return new Set(examples.flatMap(({ id }, i) => (id !== undefined && named.has(id) ? [i] : [])));
  }
  const drawn = new Set<number>();
  for (let bucket = 1; bucket <= buckets; bucket++)
    for (const index of await shotIndices({ ...rows, bucket }, examples, k)) drawn.add(index);
  return drawn;
}
