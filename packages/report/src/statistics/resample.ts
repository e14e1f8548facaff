import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from './generator.ts';
import { mean } from './summary.ts';
import { type Sample, WeightedSums } from './weighted-sums.ts';

/**
 * Bootstrap draws of the mean of every sample: each draw takes `pool` items with replacement and uses the same items for
 * all samples, so that they stay paired. Samples whose items are all absent from a draw keep their mean in it.
 */
export function resampledMeans(
  pool: number,
  samples: readonly Sample[],
  draws: number,
  generator: RandomGenerator,
): Float64Array[] {
  const results = samples.map(() => new Float64Array(draws));
  const whole = samples.map(({ values }) => mean(values));
  const sums = new WeightedSums(samples);
  const times = new Float64Array(pool);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < pool; i++) {
      const item = uniformInt(generator, 0, pool - 1);
      times[item] = (times[item] ?? 0) + 1;
    }
    sums.compute(times);
    for (let s = 0; s < results.length; s++) {
      const weight = sums.weights[s] ?? 0;
      const result = results[s];
      if (result) result[draw] = weight > 0 ? (sums.sums[s] ?? 0) / weight : (whole[s] ?? 0);
    }
  }
  return results;
}

/**
 * How often each of `levels` seeds (or draws of shots) is taken in each bootstrap draw, row by row (draws × levels).
 * It takes n − 1 of n with replacement: taking n would understate the variance of a mean by (n − 1)/n, which is half of
 * it with two seeds (Rao & Wu 1988). A single level is always taken.
 */
export function levelTimes(levels: number, draws: number, generator: RandomGenerator): Uint8Array {
  const times = new Uint8Array(draws * levels);
  if (levels === 1) return times.fill(1);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < levels - 1; i++) {
      const at = draw * levels + uniformInt(generator, 0, levels - 1);
      times[at] = (times[at] ?? 0) + 1;
    }
  }
  return times;
}
