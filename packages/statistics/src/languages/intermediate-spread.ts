import { Matrix } from 'ml-matrix';
import { type JointCovariance, jointCovariance } from '../components/joint-covariance.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import type { Contrast } from '../design/contrast.ts';
import { effectOf } from '../effects/effect.ts';
import { averaged, betweenVariance, enoughClusters, sphericity } from './equal-errors.ts';
import { type RandomEffects, randomEffects } from './random-effects.ts';

/**
 * How the effects of several intermediates differ: τ between them, and Cochran's Q of "all are worth the same". Their errors
 * go together, as they share a baseline, items and seeds.
 *
 * Q divides by the errors in every direction between effects, and where a matrix of K effects was estimated with fewer than K
 * degrees of freedom there are directions without any error, so that Q has no end. The contrasts' own covariance over n seeds
 * has n − 1 degrees of freedom: unless it is pooled over arms, it is averaged to one variance and one covariance, and Q/(K − 1)
 * is held against F with (K − 1)(n − 1) error degrees, which without errors of items is the analysis of variance of seeds ×
 * intermediates. ε of Huynh and Feldt takes off degrees where one intermediate varies more than the others, as far as seeds
 * have part in all errors. The items' covariance is averaged likewise where clusters are few, that of draws of shots always.
 * @param contrasts each intermediate minus zero-shot, made together by `contrastsOf`.
 * @throws DataError with fewer than two, or where they are over different seeds.
 */
export function intermediateSpread(contrasts: readonly Contrast[], pool?: SeedPool): RandomEffects {
  const effects = contrasts.map((contrast) => effectOf(contrast, pool));
  const pooled = effects.every((effect) => effect.pooled);
  const joint = jointCovariance(contrasts, pooled ? pool : undefined);
  const between = contrasts.length - 1;
  const enough = joint.itemDegrees >= enoughClusters * between;
  const others = Matrix.add(averaged(joint.draws), enough ? joint.items : averaged(joint.items));
  const { seeds, degrees, epsilon } = pooled
    ? { seeds: joint.seeds, degrees: joint.seedDegrees, epsilon: 1 }
    : equalSeeds(joint, others);
  return randomEffects(
    effects.map(({ value }) => value),
    Matrix.add(seeds, others).to2DArray(),
    degrees > 0 ? degrees : undefined,
    epsilon,
  );
}

interface EqualSeeds {
  readonly seeds: Matrix;
  readonly degrees: number;
  readonly epsilon: number;
}

/** The seeds' part with one variance and one covariance, and the degrees of freedom of a test with it. */
function equalSeeds({ seeds, seedDegrees }: JointCovariance, others: Matrix): EqualSeeds {
  const own = betweenVariance(seeds);
  const share = own > 0 ? own / (own + betweenVariance(others)) : 0;
  // Of the sum of both: tr(S)² / ((K − 1) tr(S²)), S between effects, where ε is that of the seeds' part and 1 of the rest.
  const epsilon = 1 / (1 + share ** 2 * (1 / sphericity(seeds, seedDegrees) - 1));
  return { seeds: averaged(seeds), degrees: epsilon * (seeds.rows - 1) * seedDegrees, epsilon };
}
