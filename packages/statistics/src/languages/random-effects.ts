import { DataError } from '@stopover/core';
import { EVD, Matrix } from 'ml-matrix';
import { chiSquareUpperTail, fUpperTail } from '../distributions/upper-tails.ts';

/** Effects (of languages, of intermediates) that vary around a mean, with errors that may go together. */
export interface RandomEffects {
  /** Variance of the true effects, in points²: restricted maximum likelihood. */
  readonly tau2: number;
  /** The unweighted mean of the effects. */
  readonly mean: number;
  /** Each effect drawn towards the mean, as far as its error asks for it. */
  readonly shrunken: readonly number[];
  /** Cochran's Q of "all true effects are equal", its degrees of freedom and p-value. */
  readonly q: number;
  readonly degrees: number;
  readonly p: number;
}

/**
 * The random-effects model y ~ N(μ1, S + τ²I) with the full covariance S of the errors (Harville 1977; Jackson, Riley and
 * White 2011). τ² maximises the restricted likelihood, which is the likelihood of the contrasts Ay between effects (A an
 * orthonormal basis of what sums to 0); with λ, Q the eigenvalues and vectors of ASA', z = Q'Ay:
 *
 *   −2 log L = Σ log(λ_i + τ²) + Σ z_i²/(λ_i + τ²).
 *
 * Shrunken effects are the best linear predictors μ + τ²(S + τ²I)⁻¹(y − μ) around the unweighted mean, which the report's
 * macro average is. Q = Σ z_i²/λ_i is χ² with K − 1 degrees of freedom where S is known; where it was estimated with
 * `errorDegrees`, Q/(K − 1) is held against F(ε(K − 1), errorDegrees).
 * @param effects y, in points.
 * @param covariance S, in points², row by row; without negative eigenvalues.
 * @param errorDegrees of S; Infinity where it is known.
 * @param epsilon below 1 where S is one variance for errors of which some are larger: see `sphericity`.
 * @throws DataError with fewer than two effects.
 */
export function randomEffects(
  effects: readonly number[],
  covariance: readonly (readonly number[])[],
  errorDegrees = Number.POSITIVE_INFINITY,
  epsilon = 1,
): RandomEffects {
  const count = effects.length;
  if (count < 2) {
    throw new DataError({
      where: 'random effects',
      what: `there is ${count === 1 ? 'one effect' : 'no effect'}`,
      remedy: 'Give at least two; the variance between them is asked for.',
    });
  }
  const errorMatrix = new Matrix(covariance.map((row) => [...row]));
  const basis = contrastBasis(count);
  const between = basis.mmul(errorMatrix).mmul(basis.transpose());
  const { realEigenvalues, eigenvectorMatrix } = new EVD(between, { assumeSymmetric: true });
  const z = eigenvectorMatrix
    .transpose()
    .mmul(basis)
    .mmul(Matrix.columnVector([...effects]));
  const squares = Array.from({ length: count - 1 }, (_, i) => z.get(i, 0) ** 2);
  const errors = realEigenvalues.map((value) => Math.max(value, 0));
  const tau2 = mostLikely(squares, errors);
  const mean = effects.reduce((sum, one) => sum + one, 0) / count;
  const q = squares.reduce((sum, square, i) => sum + square / Math.max(errors[i] ?? 0, 1e-12), 0);
  return {
    tau2,
    mean,
    shrunken: shrink(effects, mean, errorMatrix, tau2),
    q,
    degrees: count - 1,
    p: Number.isFinite(errorDegrees)
      ? fUpperTail(q / (count - 1), epsilon * (count - 1), errorDegrees)
      : chiSquareUpperTail(q, count - 1),
  };
}

/** Helmert's contrasts: K − 1 orthonormal rows that each sum to 0. */
function contrastBasis(count: number): Matrix {
  const basis = Matrix.zeros(count - 1, count);
  for (let row = 0; row < count - 1; row++) {
    const norm = Math.sqrt((row + 1) * (row + 2));
    for (let column = 0; column <= row; column++) basis.set(row, column, 1 / norm);
    basis.set(row, row + 1, -(row + 1) / norm);
  }
  return basis;
}

/** The τ² of the largest restricted likelihood: a grid finds the hill, golden section its top. */
function mostLikely(squares: readonly number[], errors: readonly number[]): number {
  const loss = (tau2: number) =>
    squares.reduce((sum, square, i) => {
      const variance = (errors[i] ?? 0) + tau2;
      return sum + Math.log(variance) + square / variance;
    }, 0);
  // No variance of τ² is above the largest square: there every term falls with less.
  const most = Math.max(...squares);
  if (most === 0) return 0;
  const least = Math.max(1e-12 * most, Number.MIN_VALUE);
  const grid = Array.from({ length: 201 }, (_, i) => least * (most / least) ** (i / 200));
  const losses = grid.map(loss);
  const at = losses.indexOf(Math.min(...losses));
  const top = golden(loss, Math.log(grid[Math.max(at - 1, 0)] ?? least), Math.log(grid[Math.min(at + 1, 200)] ?? most));
  return errors.every((error) => error > 0) && loss(0) <= loss(top) ? 0 : top;
}

/** Minimum between two logarithms, by golden section. */
function golden(f: (x: number) => number, left: number, right: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [left, right];
  while (b - a > 1e-9) {
    const [low, high] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(Math.exp(low)) < f(Math.exp(high))) b = high;
    else a = low;
  }
  return Math.exp((a + b) / 2);
}

/** m + τ² (S + τ² I)⁻¹ (effects − m), along the axes of S, so that an S without errors in some direction is none to be inverted. */
function shrink(effects: readonly number[], mean: number, covariance: Matrix, tau2: number): number[] {
  if (tau2 === 0) return effects.map(() => mean);
  const { realEigenvalues, eigenvectorMatrix: axes } = new EVD(covariance, { assumeSymmetric: true });
  const along = axes.transpose().mmul(Matrix.columnVector(effects.map((effect) => effect - mean)));
  const kept = realEigenvalues.map((error, i) => (along.get(i, 0) * tau2) / (Math.max(error, 0) + tau2));
  const shrunk = axes.mmul(Matrix.columnVector(kept));
  return effects.map((_, i) => mean + shrunk.get(i, 0));
}
