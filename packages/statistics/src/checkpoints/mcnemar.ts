/**
 * Exact two-sided p-value of McNemar's test: twice the smaller tail of Binomial(n, ½) over the n items that exactly one
 * of the two conditions gets right (McNemar 1947, exact form); 1 when there are none.
 */
export function mcnemarP(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  const smaller = Math.min(onlyFirst, onlySecond);
  // In logarithms, because ½ⁿ underflows above n = 1074.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= smaller; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

/**
 * One p-value for several tests of one hypothesis that may depend on each other in any way (seeds that share the test
 * items): n/k times the k-th smallest, k = ⌈n/2⌉ (Rüger 1978). NaN of nothing.
 */
export function combinedP(values: readonly number[]): number {
  const k = Math.ceil(values.length / 2);
  const kth = [...values].sort((a, b) => a - b)[k - 1] ?? Number.NaN;
  return Math.min(1, (values.length / k) * kth);
}
