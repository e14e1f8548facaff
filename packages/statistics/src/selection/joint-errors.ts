import type { Matrix } from 'ml-matrix';
import { type JointCovariance, rootOf } from '../components/joint-covariance.ts';
import type { RandomGenerator } from '../resampling/generator.ts';
import { addStudentised } from './studentised-errors.ts';

/** A source of error. */
type Source = 'seeds' | 'draws' | 'items';

/**
 * Random errors of several contrasts together, as their covariance has them: over seeds, over draws of shots and over items
 * a multivariate t each, in which one χ² scales all contrasts.
 * @param own sources of which each contrast's variance is an estimate of its own, so that any of them may happen to be small:
 * with few degrees of freedom their errors are those of `addStudentised`.
 * @returns for each contrast one error a replicate, in points.
 */
export function jointErrors(
  covariance: JointCovariance,
  replicates: number,
  generator: RandomGenerator,
  own: readonly Source[] = [],
): Float64Array[] {
  const { seeds, seedDegrees, draws, drawDegrees, items, itemDegrees } = covariance;
  const errors = Array.from({ length: seeds.rows }, () => new Float64Array(replicates));
  const normal = normals(generator);
  const parts = [
    { source: 'seeds', matrix: seeds, degrees: seedDegrees },
    { source: 'draws', matrix: draws, degrees: drawDegrees },
    { source: 'items', matrix: items, degrees: itemDegrees },
  ] as const;
  for (const { source, matrix, degrees } of parts) {
    if (matrix.norm() === 0) continue;
    if (degrees < enough && own.includes(source)) addStudentised(errors, matrix, degrees, normal);
    else addTogether(errors, matrix, degrees, normal);
  }
  return errors;
}

/** From here on a variance is known well enough for one χ² to scale all. */
const enough = 30;

function addTogether(errors: readonly Float64Array[], matrix: Matrix, degrees: number, normal: () => number): void {
  const root = rootOf(matrix);
  const replicates = errors[0]?.length ?? 0;
  for (let r = 0; r < replicates; r++) addTo(errors, r, root, tScale(degrees, normal), normal);
}

function addTo(errors: readonly Float64Array[], replicate: number, root: Matrix, scale: number, normal: () => number) {
  for (let j = 0; j < root.columns; j++) {
    const z = scale * normal();
    for (let i = 0; i < root.rows; i++) {
      const own = errors[i];
      if (own) own[replicate] = (own[replicate] ?? 0) + root.get(i, j) * z;
    }
  }
}

/** With more degrees of freedom than this, √(ν/χ²) is 1 to within a twentieth. */
const many = 300;

/** √(ν/χ²_ν), which makes a normal number one of Student's t; ν rounded down, the wide side. */
function tScale(degrees: number, normal: () => number): number {
  if (degrees > many) return 1;
  let sum = 0;
  const whole = Math.max(Math.floor(degrees), 1);
  for (let i = 0; i < whole; i++) sum += normal() ** 2;
  return Math.sqrt(whole / sum);
}

/** Standard normal numbers, two by two (Box and Muller 1958). */
function normals(generator: RandomGenerator): () => number {
  let spare: number | null = null;
  const uniform = () => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
