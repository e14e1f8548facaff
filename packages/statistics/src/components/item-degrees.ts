import type { Moments } from './moments.ts';

/**
 * Degrees of freedom of a contrast's variance over items. Clusters are drawn within strata, and a stratum of G clusters tells
 * its part V_h with G − 1: (Σ V_h)² / Σ V_h²/(G_h − 1) (Satterthwaite 1946). Infinity where items have no variance to be seen.
 * @param influence of each cluster of the frame, as in `Moments`.
 */
export function itemDegrees({ factors, strata }: Pick<Moments, 'factors' | 'strata'>, influence: Float64Array): number {
  const parts = new Map<number, { variance: number; degrees: number }>();
  for (const [g, factor] of factors.entries()) {
    // The factor is G/(G − 1); it is 0 where there is nothing to be told.
    if (factor === 0) continue;
    const stratum = strata[g] ?? -1;
    const part = parts.get(stratum) ?? { variance: 0, degrees: 1 / (factor - 1) };
    part.variance += factor * (influence[g] ?? 0) ** 2;
    parts.set(stratum, part);
  }
  let sum = 0;
  let squares = 0;
  for (const { variance, degrees } of parts.values()) {
    sum += variance;
    squares += variance ** 2 / degrees;
  }
  return squares > 0 ? sum ** 2 / squares : Number.POSITIVE_INFINITY;
}
