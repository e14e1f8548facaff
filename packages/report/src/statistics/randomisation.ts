import type { RandomGenerator } from './generator.ts';
import { type Sample, WeightedSums } from './weighted-sums.ts';

/**
 * Means of paired differences after the two conditions were swapped at random, item by item: what differences look like
 * when nothing depends on the condition. A draw swaps the same items of the pool in all samples.
 */
export function swappedMeans(
  pool: number,
  differences: readonly Sample[],
  draws: number,
  generator: RandomGenerator,
): Float64Array[] {
  const results = differences.map(() => new Float64Array(draws));
  const sums = new WeightedSums(differences);
  const signs = new Float64Array(pool);
  for (let draw = 0; draw < draws; draw++) {
    drawSigns(signs, generator);
    sums.compute(signs);
    differences.forEach(({ values }, s) => {
      const result = results[s];
      if (result) result[draw] = (sums.sums[s] ?? 0) / values.length;
    });
  }
  return results;
}

/** One random bit an item: 32 signs from each number. */
function drawSigns(signs: Float64Array, generator: RandomGenerator): void {
  let bits = 0;
  for (let i = 0; i < signs.length; i++) {
    if (i % 32 === 0) bits = generator.next();
    signs[i] = bits & 1 ? 1 : -1;
    bits >>>= 1;
  }
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
