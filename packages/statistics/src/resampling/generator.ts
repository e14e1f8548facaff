import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export type { RandomGenerator };

/**
 * A stream of random numbers of its own for each (seed, label): two comparisons that name the same stream see the same
 * draws, which is what makes them paired, and the order in which they are asked for does not matter.
 */
export function streamOf(seed: number, label: string): RandomGenerator {
  const digest = createHash('sha256').update(`${seed}\n${label}`).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
}
