import type { Contrast, Term } from '../design/contrast.ts';
import type { SeedPool, SeedVariance } from './seed-pool.ts';

/** Up to this many seeds the variances of arms are pooled; with more the contrast's own is used. */
const fewSeeds = 4;

/** The part of a contrast's variance that comes from seeds, and whether it was pooled over arms. */
export interface SeedPart extends SeedVariance {
  readonly pooled: boolean;
}

/**
 * Variance of a contrast over n seeds, in points²: with more than four seeds, or without a pool, its own `own` =
 * s²(seeds)/n with n − 1 degrees of freedom; else from the arms' pooled variances and covariances,
 * Σ_ab w_a w_b σ_ab / n.
 *
 * Its degrees of freedom join those of the classes as Welch did, ν = (Σ_c V_c)² / Σ_c V_c²/ν_c, V_c being what the arms of
 * class c add; less n − 1 where covariances are taken off, as the mean of each seed is then estimated too (within a class
 * of K arms this is the exact (K − 1)(n − 1) of a two-way table), and not below n − 1. Two arms of which one keeps its own
 * variance are taken as independent, which is the wide side. A pool with fewer degrees of freedom than the contrast's own
 * seeds, most of whose seeds are degenerate, is not used.
 */
export function seedPart({ terms, seeds }: Contrast, own: number, pool?: SeedPool): SeedPart {
  const seeded = terms.filter(({ arm }) => !arm.seedless);
  if (seeded.length === 0) return { variance: 0, degrees: Number.POSITIVE_INFINITY, pooled: false };
  const variances = seeded.map(({ arm }) => pool?.variance(arm.name));
  const known = variances.flatMap((one) => one ?? []);
  if (!pool || seeds.length > fewSeeds || known.length < seeded.length || !known.some(({ pooled }) => pooled)) {
    return { variance: own, degrees: seeds.length - 1, pooled: false };
  }
  const classes = new Map<string, SeedVariance>();
  seeded.forEach(({ arm, weight }, i) => {
    const one = variances[i];
    if (!one) return;
    const name = one.pooled ? one.varianceClass : `${one.varianceClass}: ${arm.name}`;
    const added = weight ** 2 * one.variance + (classes.get(name)?.variance ?? 0);
    classes.set(name, { variance: added, degrees: one.degrees });
  });
  const parts = [...classes.values()];
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  const squares = parts.reduce((sum, { variance, degrees }) => sum + variance ** 2 / degrees, 0);
  const welch = squares > 0 ? total ** 2 / squares : Math.max(...parts.map(({ degrees }) => degrees));
  // Degenerate seeds are not in the pool: what is left of it may know less than the contrast's own seeds.
  if (welch < seeds.length - 1) return { variance: own, degrees: seeds.length - 1, pooled: false };
  const shared = covarianceOf(seeded, pool);
  return {
    variance: Math.max(total - (shared ?? 0), 0) / seeds.length,
    degrees: Math.max(shared === null ? welch : welch - (seeds.length - 1), seeds.length - 1),
    pooled: true,
  };
}

/** What paired seeds take off the sum of the variances: −2 Σ_{a<b} w_a w_b σ_ab, in points²; null where none is known. */
function covarianceOf(terms: readonly Term[], pool: SeedPool): number | null {
  const found = terms.flatMap((a, i) =>
    terms.slice(i + 1).flatMap((b) => {
      const covariance = pool.covariance(a.arm.name, b.arm.name);
      return covariance === undefined ? [] : -2 * a.weight * b.weight * covariance;
    }),
  );
  return found.length === 0 ? null : found.reduce((sum, one) => sum + one, 0);
}
