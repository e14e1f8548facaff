import type { RandomGenerator } from './generator.ts';
import type { Sample } from './resample.ts';

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
  const sparse = differences.map(withoutZeros);
  const results = sparse.map(() => new Float64Array(draws));
  const signs = new Int8Array(pool);
  for (let draw = 0; draw < draws; draw++) {
    drawSigns(signs, generator);
    for (let s = 0; s < sparse.length; s++) {
      const sample = sparse[s];
      const result = results[s];
      if (!sample || !result) continue;
      let sum = 0;
      for (let i = 0; i < sample.values.length; i++)
        sum += (signs[sample.positions[i] ?? 0] ?? 0) * (sample.values[i] ?? 0);
      result[draw] = sum / sample.count;
    }
  }
  return results;
}

/** One random bit an item: 32 signs from each number. */
function drawSigns(signs: Int8Array, generator: RandomGenerator): void {
  let bits = 0;
  for (let i = 0; i < signs.length; i++) {
    if (i % 32 === 0) bits = generator.next();
    signs[i] = bits & 1 ? 1 : -1;
    bits >>>= 1;
  }
}

/** Items on which the two conditions agree do not change the sum: leaving them out makes accuracy several times faster. */
function withoutZeros({ positions, values }: Sample): Sample & { readonly count: number } {
  const kept = [...values.keys()].filter((i) => values[i] !== 0);
  return {
    count: values.length,
    positions: Int32Array.from(kept, (i) => positions[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? 0),
  };
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
