import { drawDegrees } from '../components/draw-degrees.ts';
import { itemDegrees } from '../components/item-degrees.ts';
import { momentsOf } from '../components/moments.ts';
import { seedPart } from '../components/seed-part.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import { type Components, varianceComponents } from '../components/variance-components.ts';
import type { Contrast } from '../design/contrast.ts';

/** The variance of an estimate by where it comes from, in points², with degrees of freedom where it is itself estimated. */
export interface ErrorParts {
  readonly seeds: number;
  readonly seedDegrees: number;
  /** Draws of shots without what seeds already have. */
  readonly draws: number;
  readonly drawDegrees: number;
  /** Items without what seeds and draws already have. */
  readonly items: number;
  /** Of `itemFloor`, and taken for `items` too: clusters less one, of a sum over strata fewer; Infinity without variance. */
  readonly itemDegrees: number;
  /** Items with it: an interval is never narrower than over these alone. */
  readonly itemFloor: number;
}

/** What an interval accounts for. */
export interface ErrorSources {
  readonly items: boolean;
  readonly seeds: boolean;
  readonly draws: boolean;
}

/** A contrast with its uncertainty. */
export interface Effect {
  /** In points. */
  readonly value: number;
  readonly error: ErrorParts;
  readonly components: Components;
  readonly sources: ErrorSources;
  /** Seeds in the contrast; Infinity where no arm of it has any. */
  readonly seeds: number;
  /** The fewest draws of shots of a language; 0 without shots. */
  readonly draws: number;
  readonly languages: readonly string[];
  /** Whether the variance over seeds was pooled over arms. */
  readonly pooled: boolean;
  /** Runs without a partner. */
  readonly leftOut: number;
}

/**
 * The estimate of a contrast and its error by variance components:
 * V = V_s + (V_d − V_sd) + (V_i − V_is − V_id + V_isd), each bracket at least 0. V_i, V_s and V_d hold the interactions
 * that items, seeds and draws take part in, so that each would be counted twice or three times (Owen 2007, section 4).
 * @param pool of the arms' variances over seeds, used with up to four seeds.
 */
export function effectOf(contrast: Contrast, pool?: SeedPool): Effect {
  const moments = momentsOf(contrast);
  const components = varianceComponents(moments);
  const { terms, seeds, languages, leftOut } = contrast;
  const seedless = terms.every(({ arm }) => arm.seedless);
  const fromSeeds = seedPart(contrast, components.seeds, pool);
  const draws = languages.map((language) => (language.draws[0] === 0 ? 0 : language.draws.length));
  const { items, itemSeeds, itemDraws, seedDraws, itemSeedDraws } = components;
  return {
    value: moments.value,
    error: {
      seeds: fromSeeds.variance,
      seedDegrees: fromSeeds.degrees,
      draws: Math.max(components.draws - seedDraws, 0),
      drawDegrees: drawDegrees(moments),
      items: Math.max(items - itemSeeds - itemDraws + itemSeedDraws, 0),
      itemDegrees: itemDegrees(moments, moments.influence),
      itemFloor: items,
    },
    components,
    sources: {
      items: moments.itemsKnown,
      seeds: !seedless && seeds.length > 1,
      draws: draws.every((count) => count > 1),
    },
    seeds: seedless ? Number.POSITIVE_INFINITY : seeds.length,
    draws: Math.min(...draws),
    languages: languages.map((language) => language.items.language),
    pooled: fromSeeds.pooled,
    leftOut,
  };
}

/** Below this a variance is what rounding leaves of 0: a standard error of a billionth of a point. */
const rounding = 1e-18;

/**
 * Whether anything says how sure an effect is: without items, several seeds or several draws nothing does. Nor do the items and
 * draws of one seed where they happen not to vary: an interval of width 0 would claim a certainty that one run cannot give.
 */
export function isErrorKnown({
  sources: { items, seeds, draws },
  seeds: count,
  error,
}: Pick<Effect, 'sources' | 'seeds' | 'error'>): boolean {
  const varies = Math.max(error.seeds + error.draws + error.items, error.itemFloor) > rounding;
  return (items || seeds || draws) && (varies || count > 1);
}
