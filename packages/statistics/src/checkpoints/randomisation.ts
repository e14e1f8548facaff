import type { RandomGenerator } from '../resampling/generator.ts';
import type { Sample } from '../resampling/sample.ts';

/**
 * Means of paired differences after the two conditions were swapped at random, cluster by cluster: what a difference looks
 * like when nothing depends on the condition.
 * @param pool clusters of the target, which `positions` of the sample number.
 */
export function swappedMeans(
  { positions, values }: Sample,
  pool: number,
  draws: number,
  generator: RandomGenerator,
): Float64Array {
  const sums = new Float64Array(pool);
  for (const [i, position] of positions.entries()) sums[position] = (sums[position] ?? 0) + (values[i] ?? 0);
  // Swapping what does not differ changes nothing: most items are answered alike.
  const differing = sums.filter((sum) => sum !== 0);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    let bits = 0;
    for (let i = 0; i < differing.length; i++) {
      // One random bit a cluster: 32 signs from each number.
      if ((i & 31) === 0) bits = generator.next() | 0;
      total += (differing[i] ?? 0) * (1 - 2 * (bits & 1));
      bits >>= 1;
    }
    means[draw] = total / values.length;
  }
  return means;
}

/**
 * Two-sided p-value of the approximate randomisation test (Noreen 1989): the share of swapped differences at least as
 * large as the observed one, the observed one counted among them, so it is never 0.
 */
export function randomisationP(observed: number, swapped: Float64Array): number {
  // Sums of the same numbers in another order differ by rounding: a tie must stay a tie.
  const atLeast = Math.abs(observed) - 1e-9;
  let count = 1;
  for (const value of swapped) if (Math.abs(value) >= atLeast) count++;
  return count / (swapped.length + 1);
}
