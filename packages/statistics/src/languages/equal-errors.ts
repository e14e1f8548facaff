import { Matrix } from 'ml-matrix';

/** The matrix with the mean of its diagonal, and the mean of the rest, everywhere: one variance and one covariance. */
export function averaged(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const variance = matrix.trace() / size;
  const covariance = (matrix.sum() - matrix.trace()) / (size * (size - 1));
  return Matrix.add(Matrix.eye(size).mul(variance - covariance), Matrix.ones(size, size).mul(covariance));
}

/** With fewer clusters than this for each covariance with another effect, those of items are too uncertain to be inverted. */
export const enoughClusters = 10;

/** Variance of K effects around their mean, summed over them, that errors with this covariance give: (K − 1)(variance − covariance). */
export const betweenVariance = (matrix: Matrix): number => centred(matrix).trace();

/**
 * How far errors are from one variance of all differences: ε of Huynh and Feldt (1976) as Lecoutre (1991) has mended it. 1 where
 * all differences of two effects have the same variance, 1/(K − 1) where one effect has all the errors; the degrees of freedom of
 * an F test that was made with `averaged` are to be multiplied with it. It is next to unbiased also with fewer `degrees` than
 * effects, for which Greenhouse and Geisser's ε̂, from which it is made, is far too small.
 * @param matrix covariance of K errors, estimated with `degrees` of freedom.
 */
export function sphericity(matrix: Matrix, degrees: number): number {
  const between = centred(matrix);
  const count = matrix.rows - 1;
  const squares = between.norm() ** 2;
  if (squares === 0) return 1;
  const seen = between.trace() ** 2 / squares;
  // One degree of freedom shows one direction, whatever the truth: the wide side.
  if (degrees < 2) return 1 / count;
  const mended = ((degrees + 1) * seen - 2) / Math.max(degrees - seen, 0);
  return Math.min(Math.max(mended, 1) / count, 1);
}

/** Covariance of the effects' distances from their mean. */
const centred = (matrix: Matrix): Matrix => {
  const size = matrix.rows;
  const centre = Matrix.sub(Matrix.eye(size), Matrix.ones(size, size).div(size));
  return centre.mmul(matrix).mmul(centre);
};
