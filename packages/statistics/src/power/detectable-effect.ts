import { RequestError } from '@stopover/core';
import { tQuantile } from '../distributions/student-t.ts';

/** What a study will measure with, before or after it ran. */
export interface PowerDesign {
  readonly seeds: number;
  /** Degrees of freedom of the variance over seeds: see `seedDegrees`. */
  readonly degrees: number;
  /** Standard deviation over seeds of one arm's score, in points. */
  readonly seedDeviation: number;
  /** Sides of the difference that differ over seeds; 2 without. One, where the other is a model that was not trained. */
  readonly seededSides?: 1 | 2;
  /** Standard error of a difference over items, in points: see `itemError`. */
  readonly itemError: number;
  /** Where draws of shots differ: how many, and the standard deviation of one arm's score over them, in points. */
  readonly draws?: { readonly count: number; readonly deviation: number };
}

/**
 * Degrees of freedom of the seeds' variance: Σ (n − 1) over the arms of a class where it is pooled (up to four seeds),
 * else n − 1.
 */
export const seedDegrees = (seeds: number, arms: number, pooled: boolean): number =>
  (pooled ? Math.max(arms, 1) : 1) * (seeds - 1);

/**
 * The smallest true difference of two arms that a study finds with 80 % probability at 5 %, in points:
 * (t(1 − α/2, ν) + t(power, ν))·√(e² + aσ²/n + 2σ_d²/B), e the error over items, σ over seeds of each of the a sides that
 * have any, σ_d over draws (Bloom 1995, with t for z).
 * @throws RequestError with fewer than two seeds.
 */
export function detectableEffect(
  { seeds, degrees, seedDeviation, seededSides = 2, itemError, draws }: PowerDesign,
  { alpha = 0.05, power = 0.8 }: { readonly alpha?: number; readonly power?: number } = {},
): number {
  if (seeds < 2 || degrees < 1) {
    throw new RequestError({
      where: 'seeds',
      what: `with ${seeds} nothing is known of how much seeds differ`,
      remedy: 'Take at least two; with three something may be said to help or hurt.',
    });
  }
  const variance =
    itemError ** 2 +
    (seededSides * seedDeviation ** 2) / seeds +
    (draws ? (2 * draws.deviation ** 2) / draws.count : 0);
  return (tQuantile(1 - alpha / 2, degrees) + tQuantile(power, degrees)) * Math.sqrt(variance);
}

/**
 * The fewest seeds whose `detectableEffect` is at most `effect` points, or null where even `most` do not reach it (the items
 * alone may not).
 */
export function seedsFor(
  effect: number,
  design: Omit<PowerDesign, 'seeds' | 'degrees'> & { readonly degreesOf: (seeds: number) => number },
  most = 100,
): number | null {
  for (let seeds = 2; seeds <= most; seeds++) {
    if (detectableEffect({ ...design, seeds, degrees: design.degreesOf(seeds) }) <= effect) return seeds;
  }
  return null;
}
