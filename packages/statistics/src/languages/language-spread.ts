import { Matrix } from 'ml-matrix';
import { jointCovariance } from '../components/joint-covariance.ts';
import { momentsOf } from '../components/moments.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import { type Contrast, contrastOf } from '../design/contrast.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { type Effect, effectOf, isErrorKnown } from '../effects/effect.ts';
import { halfWidth, intervalOf } from '../effects/interval.ts';
import { type EffectVerdict, effectVerdict } from '../effects/verdict.ts';
import type { Interval } from '../summary.ts';
import { averaged, betweenVariance, enoughClusters } from './equal-errors.ts';
import { type RandomEffects, randomEffects } from './random-effects.ts';

/** A contrast in one language. */
export interface LanguageEffect {
  readonly language: string;
  readonly effect: Effect;
  readonly interval: Interval;
  /** The effect drawn towards the mean over languages, in points. */
  readonly shrunken: number;
}

/** How a contrast differs between languages. */
export interface LanguageSpread {
  /** By effect, the best first. */
  readonly languages: readonly LanguageEffect[];
  /**
   * Languages whose interval lies above 0, and below 0 (for a metric that falls: the other way round); none below three seeds,
   * and none of which no error is known.
   */
  readonly helped: readonly string[];
  readonly harmed: readonly string[];
  readonly worst: LanguageEffect;
  /** τ, the standard deviation of true effects between languages, in points; and a test of "there is none". */
  readonly tau: number;
  readonly test: Pick<RandomEffects, 'q' | 'degrees' | 'p'>;
  /** 95 % interval of the mean over languages like these, in points; null below five languages. */
  readonly likeThese: Interval | null;
  /** 95 % interval of the effect in one more language like these, in points; null below five languages. */
  readonly newLanguage: Interval | null;
}

/** Below this number of languages nothing is said of others. */
const enoughLanguages = 5;

export interface SpreadOptions {
  /** Of the arms' means over some languages: over all of them, and in each. */
  readonly poolOver?: (languages: readonly string[]) => SeedPool;
  /** False for a metric that is better when smaller. */
  readonly upwards?: boolean;
}

/**
 * The heterogeneity of a contrast over its languages, by a random-effects model with the languages' full covariance: they
 * share seeds and, where the test is parallel, items. With h half the interval over these languages and L their number,
 * `likeThese` has half² = h² + t²(L − 2)·τ²/L and `newLanguage` h² + t²(L − 2)·τ²(1 + 1/L) (Higgins, Thompson and
 * Spiegelhalter 2009).
 *
 * The seeds' covariance matrix is averaged to one variance and one covariance: a few seeds cannot tell L(L + 1)/2 of them. So is
 * that of draws of shots, of which a language has as few, and that of items where it is of few clusters. Q/(L − 1) is held
 * against F with (L − 1)(n − 1) error degrees; draws, which tell their variance with the sum of B − 1, join by Satterthwaite.
 * @param contrast over at least two languages.
 * @throws DataError with fewer.
 */
export function languageSpread(contrast: Contrast, { poolOver, upwards = true }: SpreadOptions = {}): LanguageSpread {
  const { frame, terms, seeds } = contrast;
  const names = contrast.languages.map(({ items }) => items.language);
  const contrasts = names.map((language) => contrastOf(frame, terms, [language], seeds));
  const effects = contrasts.map((one, i) => effectOf(one, poolOver?.(names.slice(i, i + 1))));
  const { covariance, errorDegrees } = errorsOf(contrast, contrasts);
  const { tau2, shrunken, q, degrees, p } = randomEffects(
    effects.map(({ value }) => value),
    covariance.to2DArray(),
    errorDegrees,
  );
  const sign = upwards ? 1 : -1;
  const languages = names
    .flatMap((language, i): LanguageEffect[] => {
      const effect = effects[i];
      return effect ? [{ language, effect, interval: intervalOf(effect), shrunken: shrunken[i] ?? effect.value }] : [];
    })
    .sort((a, b) => sign * (b.effect.value - a.effect.value));
  const said = (verdict: EffectVerdict) =>
    languages
      .filter(
        ({ effect, interval }) =>
          isErrorKnown(effect) && effectVerdict({ interval, seeds: effect.seeds, upwards }) === verdict,
      )
      .map(({ language }) => language);
  const [first] = languages;
  return {
    languages,
    helped: said('helps'),
    harmed: said('hurts'),
    // randomEffects has refused fewer than two languages.
    worst: languages.at(-1) ?? first ?? missing(),
    tau: Math.sqrt(tau2),
    test: { q, degrees, p },
    ...beyond(effectOf(contrast, poolOver?.(names)), tau2, names.length),
  };
}

/** The covariance of the languages' errors, and the degrees of freedom of a test with it; undefined where nothing limits them. */
function errorsOf(
  macro: Contrast,
  contrasts: readonly Contrast[],
): { readonly covariance: Matrix; readonly errorDegrees?: number } {
  const parts = jointCovariance(contrasts);
  const between = contrasts.length - 1;
  // Languages that share no cluster have no covariance over items that would have to be known.
  const strata = new Set(momentsOf(macro).strata.filter((stratum) => stratum >= 0)).size;
  const enough = parts.itemDegrees >= enoughClusters * (strata > between ? 1 : between);
  const [seeds, draws] = [averaged(parts.seeds), averaged(parts.draws)];
  const covariance = Matrix.add(Matrix.add(seeds, draws), enough ? parts.items : averaged(parts.items));
  const own = [
    { variance: betweenVariance(seeds), degrees: between * (macro.seeds.length - 1) },
    { variance: betweenVariance(draws), degrees: contrasts.length * parts.drawDegrees },
  ].filter(({ variance }) => variance > 0);
  const sum = own.reduce((total, { variance }) => total + variance, 0);
  const squares = own.reduce((total, { variance, degrees }) => total + variance ** 2 / degrees, 0);
  return squares > 0 ? { covariance, errorDegrees: sum ** 2 / squares } : { covariance };
}

function beyond(macro: Effect, tau2: number, count: number): Pick<LanguageSpread, 'likeThese' | 'newLanguage'> {
  if (count < enoughLanguages) return { likeThese: null, newLanguage: null };
  const half = halfWidth(macro.error, 0.05);
  const t2 = tQuantile(0.975, count - 2) ** 2;
  const around = (variance: number): Interval => {
    const wide = Math.sqrt(half ** 2 + t2 * variance);
    return [macro.value - wide, macro.value + wide];
  };
  return { likeThese: around(tau2 / count), newLanguage: around(tau2 * (1 + 1 / count)) };
}

function missing(): never {
  throw new Error('a spread over no language');
}
