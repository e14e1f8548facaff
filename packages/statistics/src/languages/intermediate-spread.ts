import { Matrix } from 'ml-matrix';
import { jointCovariance } from '../components/joint-covariance.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import type { Contrast } from '../design/contrast.ts';
import { effectOf } from '../effects/effect.ts';
import { type RandomEffects, randomEffects } from './random-effects.ts';

/**
 * How the effects of several intermediates differ: τ between them, and Cochran's Q of "all are worth the same". Their errors
 * go together, as they share a baseline, items and seeds.
 * @param contrasts each intermediate minus zero-shot, made together by `contrastsOf`.
 * @throws DataError with fewer than two, or where they are over different seeds.
 */
export function intermediateSpread(contrasts: readonly Contrast[], pool?: SeedPool): RandomEffects {
  const { seeds, seedDegrees, draws, items } = jointCovariance(contrasts, pool);
  const total = Matrix.add(Matrix.add(seeds, draws), items);
  const effects = contrasts.map((contrast) => effectOf(contrast, pool).value);
  return randomEffects(effects, total.to2DArray(), seedDegrees > 0 ? seedDegrees : undefined);
}
