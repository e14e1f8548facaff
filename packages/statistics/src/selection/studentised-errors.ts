import type { Matrix } from 'ml-matrix';

/**
 * Adds errors of contrasts whose variances are estimated one by one, with the same few degrees of freedom: each is its standard
 * error × x_k0/√(Σ_j x_kj²/ν), j = 1 … ν, with the x of one j correlated over contrasts (the ratio of a normal and the diagonal
 * of a Wishart matrix; Hochberg and Tamhane 1987, appendix 3). The largest of K such ratios is larger than where one χ² divides
 * all: any of the K standard errors may be too small.
 *
 * All pairs have the mean correlation, since a matrix with fewer degrees of freedom than contrasts has larger correlations than
 * there are. One below 0 is taken as 0, the wide side.
 * @param errors for each contrast one a replicate, in points; they are added to.
 * @param matrix covariance of the contrasts, in points².
 * @param degrees of freedom ν; rounded down.
 */
export function addStudentised(
  errors: readonly Float64Array[],
  matrix: Matrix,
  degrees: number,
  normal: () => number,
): void {
  const whole = Math.max(Math.floor(degrees), 1);
  const deviations = errors.map((_, k) => Math.sqrt(Math.max(matrix.get(k, k), 0)));
  const correlation = meanCorrelation(matrix, deviations);
  const [shared, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  const [first, squares] = [new Float64Array(errors.length), new Float64Array(errors.length)];
  const replicates = errors[0]?.length ?? 0;
  for (let r = 0; r < replicates; r++) {
    squares.fill(0);
    for (let j = 0; j <= whole; j++) {
      const common = shared * normal();
      for (let k = 0; k < first.length; k++) {
        const x = common + own * normal();
        if (j === 0) first[k] = x;
        else squares[k] = (squares[k] ?? 0) + x ** 2;
      }
    }
    errors.forEach((error, k) => {
      const ratio = (first[k] ?? 0) / Math.sqrt((squares[k] ?? 0) / whole);
      error[r] = (error[r] ?? 0) + (deviations[k] ?? 0) * ratio;
    });
  }
}

/** Over all pairs of contrasts that vary; within 0 … 1. */
function meanCorrelation(matrix: Matrix, deviations: readonly number[]): number {
  let sum = 0;
  let pairs = 0;
  deviations.forEach((a, i) => {
    deviations.slice(0, i).forEach((b, j) => {
      if (a === 0 || b === 0) return;
      sum += matrix.get(i, j) / (a * b);
      pairs++;
    });
  });
  return pairs === 0 ? 0 : Math.min(Math.max(sum / pairs, 0), 1);
}
