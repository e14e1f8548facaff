/** Lower and upper end, in the unit of what was estimated. */
export type Interval = readonly [low: number, high: number];

/** Arithmetic mean; NaN of nothing. */
export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
}

/** Standard deviation of a sample (divisor n − 1); null for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

/**
 * Percentile interval of bootstrap draws (Efron 1979), by linear interpolation between order statistics
 * (Hyndman & Fan 1996, type 7). Draws may be infinite.
 */
export function percentileInterval(draws: Float64Array, confidence = 0.95): Interval {
  const sorted = draws.toSorted();
  const tail = (1 - confidence) / 2;
  return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  // Equal ends are answered without arithmetic: two infinities would give NaN.
  return below === above ? below : below + (at - Math.floor(at)) * (above - below);
}
