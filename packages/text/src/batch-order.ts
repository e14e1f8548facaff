import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

export interface BatchOptions {
  readonly batchSize: number;
  /** `length-grouped` puts features of like length together, so that little is padded. */
  readonly order: 'shuffled' | 'length-grouped';
  readonly seed: number;
  /** From 0; each epoch has an order of its own. */
  readonly epoch: number;
}

/** Batches sorted together: enough to find like lengths, few enough to keep the order random. */
const megabatch = 50;

/** Indexes of the features of each batch, every index once. The same options give the same order everywhere. */
export function batchOrder(lengths: readonly number[], { batchSize, order, seed, epoch }: BatchOptions): Int32Array[] {
  const random = xoroshiro128plus(seed);
  for (let i = 0; i < epoch; i++) random.jump();
  const indexes = shuffled(lengths.length, random);
  if (order === 'shuffled') return pieces(indexes, batchSize);
  const length = (index: number) => lengths[index] ?? 0;
  const grouped = pieces(indexes, megabatch * batchSize).flatMap((group) =>
    pieces(
      group.toSorted((a, b) => length(b) - length(a)),
      batchSize,
    ),
  );
  return Array.from(shuffled(grouped.length, random)).flatMap((at) => grouped.slice(at, at + 1));
}

/** The numbers below `count` in an order drawn by Fisher and Yates's method. */
function shuffled(count: number, random: JumpableRandomGenerator): Int32Array {
  const numbers = Int32Array.from({ length: count }, (_, i) => i);
  for (let left = count - 1; left > 0; left--) {
    const at = uniformInt(random, 0, left);
    const taken = numbers[at] ?? 0;
    numbers[at] = numbers[left] ?? 0;
    numbers[left] = taken;
  }
  return numbers;
}

/** A list in pieces of `size`; the last may be shorter. */
function pieces(items: Int32Array, size: number): Int32Array[] {
  const list: Int32Array[] = [];
  for (let from = 0; from < items.length; from += size) list.push(items.slice(from, from + size));
  return list;
}
