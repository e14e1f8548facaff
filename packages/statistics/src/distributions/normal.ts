import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import quantileOfNormal from '@stdlib/stats-base-dists-normal-quantile';
import { remembering } from './remember.ts';

const remembered = remembering((probability, mean) => quantileOfNormal(probability, mean, 1));

/** Quantile of the standard normal distribution: the z with P(Z ≤ z) = `probability`, in (0, 1); its digits run out below 1e-12. */
export const normalQuantile = (probability: number): number => remembered(probability, 0);

/** P(Z > z) of the standard normal distribution, exact far into the tail. */
export const normalUpperTail = (z: number): number => normalCdf(-z, 0, 1);
