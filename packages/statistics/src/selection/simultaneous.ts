import { jointCovariance } from '../components/joint-covariance.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import type { Contrast } from '../design/contrast.ts';
import { type Effect, effectOf } from '../effects/effect.ts';
import { halfWidth, pValueOf } from '../effects/interval.ts';
import { streamOf } from '../resampling/generator.ts';
import type { Interval } from '../summary.ts';
import { jointErrors } from './joint-errors.ts';

/** How joint errors are drawn. */
export interface JointOptions {
  readonly pool?: SeedPool | undefined;
  /** Of the random draws; the same seed and contrasts give the same numbers. */
  readonly seed?: number;
  readonly replicates?: number;
}

/** Several effects with intervals that hold together, and p-values corrected for all of them. */
export interface Simultaneous {
  readonly effects: readonly Effect[];
  /** Hold all true effects at once with 95 % probability; in points. */
  readonly intervals: readonly Interval[];
  /** Below 0.05 exactly where the interval leaves 0 out. */
  readonly adjusted: readonly number[];
  /** The level of each interval alone: between 0.05/K and 0.05. */
  readonly level: number;
}

/**
 * Simultaneous intervals of K contrasts by the distribution of the largest error (Hothorn, Bretz and Westfall 2008): the
 * level α* at which the chance that any error lies outside its interval, P(any |e_k| > h_k(α*)), is 5 %. Errors are drawn
 * from the joint covariance, since contrasts with one baseline go together. α* is never below Bonferroni's 0.05/K, nor above
 * 0.05. An adjusted p is that chance at the contrast's own p, within the same bounds.
 *
 * Contrasts whose variance over seeds is not pooled have one estimate of it each, which may be too small for any of them; so
 * have all over draws and items. Where such estimates have few degrees of freedom the errors are drawn with a scale of their own.
 * @throws DataError when the contrasts are over different seeds: see `contrastsOf`.
 */
export function simultaneous(
  contrasts: readonly Contrast[],
  { pool, seed = 1, replicates = 20_000 }: JointOptions = {},
  alpha = 0.05,
): Simultaneous {
  const effects = contrasts.map((contrast) => effectOf(contrast, pool));
  const count = effects.length;
  const pooled = effects.every((effect) => effect.pooled);
  const errors = jointErrors(
    jointCovariance(contrasts, pool),
    replicates,
    streamOf(seed, `joint errors of ${count}`),
    pooled ? ['draws', 'items'] : ['seeds', 'draws', 'items'],
  );
  const outside = (level: number) =>
    shareOutside(
      errors,
      effects.map(({ error }) => halfWidth(error, level)),
    );
  const level = levelFor(alpha, count, outside);
  return {
    effects,
    intervals: effects.map(({ value, error }): Interval => {
      const half = halfWidth(error, level);
      return [value - half, value + half];
    }),
    adjusted: effects.map((effect) => {
      const p = pValueOf(effect);
      return count === 1 || p === 0 || p === 1 ? p : Math.min(1, Math.max(p, Math.min(outside(p), count * p)));
    }),
    level,
  };
}

/** The level between alpha/K and alpha at which `outside` is alpha, by bisection in logarithms. */
function levelFor(alpha: number, count: number, outside: (level: number) => number): number {
  if (count === 1 || outside(alpha) <= alpha) return alpha;
  let low = Math.log(alpha / count);
  let high = Math.log(alpha);
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (outside(Math.exp(middle)) <= alpha) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}

/** Share of replicates with an error outside its half-width. */
function shareOutside(errors: readonly Float64Array[], halves: readonly number[]): number {
  const replicates = errors[0]?.length ?? 0;
  let count = 0;
  for (let r = 0; r < replicates; r++) {
    if (errors.some((own, k) => Math.abs(own[r] ?? 0) > (halves[k] ?? 0))) count++;
  }
  return count / replicates;
}
