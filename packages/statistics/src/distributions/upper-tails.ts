import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import fCdf from '@stdlib/stats-base-dists-f-cdf';

/** P(F > x) of the F distribution with `over` and `under` degrees of freedom, by 1/F ~ F(under, over). */
export function fUpperTail(x: number, over: number, under: number): number {
  if (x <= 0) return 1;
  return x === Number.POSITIVE_INFINITY ? 0 : fCdf(1 / x, under, over);
}

/** P(X > x) of χ² with `degrees` of freedom; right to about 1e-16, not relative to itself far into the tail. */
export const chiSquareUpperTail = (x: number, degrees: number): number => (x <= 0 ? 1 : 1 - chiSquareCdf(x, degrees));

/** P(X ≥ k) for X ~ Binomial(n, p), by n − X ~ Binomial(n, 1 − p). */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  return k > n ? 0 : binomialCdf(n - k, n, 1 - p);
}
