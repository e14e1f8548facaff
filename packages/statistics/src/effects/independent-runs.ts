import { DataError } from '@stopover/core';
import { drawDegrees } from '../components/draw-degrees.ts';
import { itemDegrees } from '../components/item-degrees.ts';
import { momentsOf } from '../components/moments.ts';
import { seedPart } from '../components/seed-part.ts';
import type { SeedPool } from '../components/seed-pool.ts';
import { type Components, varianceComponents } from '../components/variance-components.ts';
import type { Contrast } from '../design/contrast.ts';
import type { ItemFrame } from '../design/item-frame.ts';
import type { Effect } from './effect.ts';

/** A contrast of one study, with the pool of that study's variances over seeds. */
export interface IndependentSide {
  readonly contrast: Contrast;
  readonly pool?: SeedPool | undefined;
}

/**
 * The difference of two contrasts whose models were trained apart, on the same test items: the first minus the second.
 * A seed of one study is no partner of the same number in the other, and neither are draws of shots; an item is.
 *
 * - seeds: V_s = V_a + V_b, each as `effectOf` has it, with ν = (V_a + V_b)² / (V_a²/ν_a + V_b²/ν_b) (Welch 1947); draws
 *   of shots likewise;
 * - items: V_i = G/(G − 1) Σ_g (u_ga − u_gb)² with the influences averaged over each study's seeds and draws. It holds the
 *   interactions of items with seeds and draws of both, whose sums are taken off where they are counted twice; its ν is that
 *   of the differences.
 *
 * Where the two share runs or draws their errors go together, and the interval is on the wide side.
 * @throws DataError when the two are not over the same items of the same languages.
 */
export function independentRuns(a: IndependentSide, b: IndependentSide): Effect {
  checkItems(a.contrast, b.contrast);
  const [first, second] = [sideOf(a), sideOf(b)];
  const sides = [first, second];
  const components = added(first.components, second.components);
  const { factors } = first.moments;
  const influence = first.moments.influence.map((own, g) => own - (second.moments.influence[g] ?? 0));
  components.items = influence.reduce((sum, own, g) => sum + (factors[g] ?? 0) * own ** 2, 0);
  const { items, itemSeeds, itemDraws, itemSeedDraws } = components;
  const [seeds, draws] = [welch(first.seeds, second.seeds), welch(first.draws, second.draws)];
  return {
    value: first.moments.value - second.moments.value,
    error: {
      seeds: seeds.variance,
      seedDegrees: seeds.degrees,
      draws: draws.variance,
      drawDegrees: draws.degrees,
      items: Math.max(items - itemSeeds - itemDraws + itemSeedDraws, 0),
      itemDegrees: itemDegrees(first.moments, influence),
      itemFloor: items,
    },
    components,
    sources: {
      items: sides.every(({ moments }) => moments.itemsKnown),
      seeds: sides.some(({ seedless }) => !seedless) && sides.every(({ count }) => count > 1),
      draws: sides.every((side) => side.counts.every((count) => count > 1)),
    },
    seeds: Math.min(...sides.map(({ count }) => count)),
    draws: Math.min(...sides.flatMap(({ counts }) => counts)),
    languages: first.contrast.languages.map((language) => language.items.language),
    pooled: sides.every((side) => side.seeds.pooled),
    leftOut: first.contrast.leftOut + second.contrast.leftOut,
  };
}

function sideOf({ contrast, pool }: IndependentSide) {
  const moments = momentsOf(contrast);
  const components = varianceComponents(moments);
  const seedless = contrast.terms.every(({ arm }) => arm.seedless);
  return {
    contrast,
    moments,
    components,
    seedless,
    /** Infinity where no model was trained. */
    count: seedless ? Number.POSITIVE_INFINITY : contrast.seeds.length,
    seeds: seedPart(contrast, components.seeds, pool),
    draws: { variance: Math.max(components.draws - components.seedDraws, 0), degrees: drawDegrees(moments) },
    /** Draws of shots of each language; 0 without shots. */
    counts: contrast.languages.map(({ draws }) => (draws[0] === 0 ? 0 : draws.length)),
  };
}

interface Part {
  readonly variance: number;
  readonly degrees: number;
}

/** The variance of a sum of two independent parts, with Welch's degrees of freedom; a part without variance has none. */
function welch(a: Part, b: Part): Part {
  const known = [a, b].filter(({ variance }) => variance > 0);
  const variance = known.reduce((sum, one) => sum + one.variance, 0);
  const squares = known.reduce((sum, one) => sum + one.variance ** 2 / one.degrees, 0);
  return { variance, degrees: squares > 0 ? variance ** 2 / squares : Math.min(a.degrees, b.degrees) };
}

const added = (a: Components, b: Components): { -readonly [Name in keyof Components]: number } => ({
  seeds: a.seeds + b.seeds,
  items: a.items + b.items,
  itemSeeds: a.itemSeeds + b.itemSeeds,
  draws: a.draws + b.draws,
  itemDraws: a.itemDraws + b.itemDraws,
  seedDraws: a.seedDraws + b.seedDraws,
  itemSeedDraws: a.itemSeedDraws + b.itemSeedDraws,
});

function checkItems(a: Contrast, b: Contrast): void {
  const languages = (one: Contrast) => one.languages.map(({ items }) => items.language);
  if (languages(a).join() !== languages(b).join()) {
    throw apart(`one is over ${languages(a).join(', ')}, the other over ${languages(b).join(', ')}`);
  }
  if (a.frame === b.frame) return;
  const different = languages(a).find((language) => !sameItems(a.frame, b.frame, language));
  if (different !== undefined || a.frame.size !== b.frame.size) {
    throw apart(`their clusters of items are not the same${different === undefined ? '' : ` in ${different}`}`);
  }
}

function sameItems(a: ItemFrame, b: ItemFrame, language: string): boolean {
  const [ofA, ofB] = [a.languages.get(language), b.languages.get(language)];
  return (
    ofA !== undefined &&
    ofB !== undefined &&
    ofA.clusterOf.join() === ofB.clusterOf.join() &&
    ofA.clusters.join() === ofB.clusters.join()
  );
}

const apart = (what: string): DataError =>
  new DataError({
    where: 'the comparison of two studies',
    what,
    remedy: 'Compare them on the items and languages that both have, in the same order.',
  });
