import tCdf from '@stdlib/stats-base-dists-t-cdf';
import quantileOfT from '@stdlib/stats-base-dists-t-quantile';
import { normalQuantile, normalUpperTail } from './normal.ts';
import { remembering } from './remember.ts';

/** Above this many degrees of freedom t is taken as normal: the 97.5 % quantiles differ by less than 3e-9. */
const asGoodAsNormal = 1e9;

const remembered = remembering(quantileOfT);

/**
 * Quantile of Student's t: the x with P(T ≤ x) = `probability`.
 * @param probability in (0, 1).
 * @param degrees of freedom, above 0; need not be whole, Infinity is the normal distribution.
 */
export function tQuantile(probability: number, degrees: number): number {
  return degrees > asGoodAsNormal ? normalQuantile(probability) : remembered(probability, degrees);
}

/** P(T > x) of Student's t with `degrees` of freedom (above 0; Infinity is the normal distribution). */
export function tUpperTail(x: number, degrees: number): number {
  return degrees > asGoodAsNormal ? normalUpperTail(x) : tCdf(-x, degrees);
}
