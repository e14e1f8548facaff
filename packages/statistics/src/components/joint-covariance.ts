import { DataError } from '@stopover/core';
import { EVD, Matrix } from 'ml-matrix';
import type { Contrast } from '../design/contrast.ts';
import { drawDegrees } from './draw-degrees.ts';
import { itemDegrees } from './item-degrees.ts';
import { momentsOf } from './moments.ts';
import { seedPart } from './seed-part.ts';
import type { SeedPool } from './seed-pool.ts';
import { covarianceComponents } from './variance-components.ts';

/** Covariances of several contrasts by where they come from, in points²: the parts of `ErrorParts`, as matrices. */
export interface JointCovariance {
  readonly seeds: Matrix;
  /** The fewest of the contrasts: all share one scale. */
  readonly seedDegrees: number;
  readonly draws: Matrix;
  /** The fewest of the contrasts. */
  readonly drawDegrees: number;
  readonly items: Matrix;
  /** The fewest of the contrasts. */
  readonly itemDegrees: number;
}

/**
 * The covariance of contrasts over the same seeds: that of one with itself is what `effectOf` has. Contrasts share items,
 * seeds, draws, and often a baseline, so that their errors go together. Parts that come out negative in some direction,
 * as differences of estimates may, are set to 0 there.
 * @throws DataError when the contrasts are over different seeds: see `contrastsOf`.
 */
export function jointCovariance(contrasts: readonly Contrast[], pool?: SeedPool): JointCovariance {
  const [first] = contrasts;
  if (!first || contrasts.some(({ seeds }) => seeds.join() !== first.seeds.join())) throw apart();
  const moments = contrasts.map(momentsOf);
  const size = contrasts.length;
  const [seeds, draws, items] = [Matrix.zeros(size, size), Matrix.zeros(size, size), Matrix.zeros(size, size)];
  const own = new Float64Array(size);
  moments.forEach((x, i) => {
    for (const [j, y] of moments.entries()) {
      if (j < i) continue;
      const parts = covarianceComponents(x, y);
      if (i === j) own[i] = parts.seeds;
      setBoth(seeds, i, j, parts.seeds);
      setBoth(draws, i, j, parts.draws - parts.seedDraws);
      setBoth(items, i, j, parts.items - parts.itemSeeds - parts.itemDraws + parts.itemSeedDraws);
    }
  });
  const parts = contrasts.map((contrast, i) => seedPart(contrast, own[i] ?? 0, pool));
  const pooled = pool && parts.every((part) => part.pooled) ? pooledSeeds(contrasts, pool) : seeds;
  return {
    seeds: scaledTo(
      pooled,
      parts.map(({ variance }) => variance),
    ),
    seedDegrees: Math.min(...parts.map(({ degrees }) => degrees)),
    draws: withoutNegatives(draws),
    drawDegrees: Math.min(...moments.map(drawDegrees)),
    items: withoutNegatives(items),
    itemDegrees: Math.min(...moments.map((one) => itemDegrees(one, one.influence))),
  };
}

/** Σ_ab w_a v_b σ_ab / n of every two contrasts, from the pooled (co)variances of arms. */
function pooledSeeds(contrasts: readonly Contrast[], pool: SeedPool): Matrix {
  const between = (a: string, b: string) =>
    a === b ? (pool.variance(a)?.variance ?? 0) : (pool.covariance(a, b) ?? 0);
  const matrix = Matrix.zeros(contrasts.length, contrasts.length);
  contrasts.forEach((x, i) => {
    contrasts.forEach((y, j) => {
      let sum = 0;
      for (const a of x.terms) {
        for (const b of y.terms) {
          if (!a.arm.seedless && !b.arm.seedless) sum += a.weight * b.weight * between(a.arm.name, b.arm.name);
        }
      }
      matrix.set(i, j, sum / x.seeds.length);
    });
  });
  return matrix;
}

/** The same correlations with these variances: contrasts of which one arm is not pooled have others. */
function scaledTo(matrix: Matrix, variances: readonly number[]): Matrix {
  const clean = withoutNegatives(matrix);
  const scale = variances.map((variance, i) => {
    const own = clean.get(i, i);
    return own > 0 ? Math.sqrt(variance / own) : 0;
  });
  const scaled = clean.clone();
  for (let i = 0; i < scaled.rows; i++) {
    for (let j = 0; j < scaled.columns; j++) {
      scaled.set(i, j, clean.get(i, j) * (scale[i] ?? 0) * (scale[j] ?? 0));
    }
  }
  return scaled;
}

/** The nearest matrix without negative eigenvalues. */
function withoutNegatives(matrix: Matrix): Matrix {
  const factor = rootOf(matrix);
  return factor.mmul(factor.transpose());
}

/** A matrix R with R·Rᵀ = `matrix`, negative eigenvalues taken as 0. */
export function rootOf(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EVD(matrix, { assumeSymmetric: true });
  const root = eigenvectorMatrix.clone();
  realEigenvalues.forEach((value, i) => {
    root.mulColumn(i, Math.sqrt(Math.max(value, 0)));
  });
  return root;
}

function setBoth(matrix: Matrix, i: number, j: number, value: number): void {
  matrix.set(i, j, value);
  matrix.set(j, i, value);
}

const apart = (): DataError =>
  new DataError({
    where: 'contrasts',
    what: 'they are over different seeds, or there is none',
    remedy: 'Make them together, with `contrastsOf`.',
  });
