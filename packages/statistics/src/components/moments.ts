import type { Contrast, ContrastLanguage } from '../design/contrast.ts';
import type { ItemFrame } from '../design/item-frame.ts';
import { mean } from '../summary.ts';

/** One language of a contrast with draws of shots: means and influences of clusters by seed and draw. */
export interface DrawMoments {
  readonly language: string;
  /** Which draws: two contrasts share their luck in the same draws of the same language. */
  readonly ids: readonly number[];
  /** Clusters of the language. */
  readonly clusters: number;
  readonly draws: number;
  /** Mean of each draw over seeds; and of each seed and draw, seeds × draws. */
  readonly byDraw: Float64Array;
  readonly byRun: Float64Array;
  /** Influence of each cluster, averaged over seeds, for each draw; and for each run, seeds × draws. */
  readonly influenceByDraw: readonly Float64Array[];
  readonly influenceByRun: readonly Float64Array[];
}

/** All that the variance components of a contrast are made of. In points. */
export interface Moments {
  /** The contrast: mean over seeds, languages, draws and items. */
  readonly value: number;
  readonly seeds: number;
  /** The contrast of each seed. */
  readonly bySeed: Float64Array;
  /** What each cluster of the frame adds to the contrast, centred: sums to 0 in every language. */
  readonly influence: Float64Array;
  /** The same for each seed. */
  readonly influenceBySeed: readonly Float64Array[];
  /** G/(G − 1) of the stratum of each cluster; 0 where no language of the contrast has it, or where it stands alone. */
  readonly factors: Float64Array;
  /** The stratum of each cluster: clusters of one stratum are drawn together; −1 where no language of the contrast has it. */
  readonly strata: Int32Array;
  /** False where a language has a single cluster: then items have no variance to be seen. */
  readonly itemsKnown: boolean;
  /** By language, where it has draws: at least two. */
  readonly byLanguage: readonly (DrawMoments | null)[];
}

/**
 * Means and influences of a contrast. The influence of a cluster g of language l on the mean over L languages is
 * Σ_{i∈g} (d_i − d̄_l) / (L·N_l): the linearisation of a ratio, since clusters differ in size (Cochran 1977, section 9A).
 */
export function momentsOf(contrast: Contrast): Moments {
  const known = momentsKnown.get(contrast);
  if (known) return known;
  const made = makeMoments(contrast);
  momentsKnown.set(contrast, made);
  return made;
}

/** An effect, and each joint error that it is part of, are made of the same moments. */
const momentsKnown = new WeakMap<Contrast, Moments>();

function makeMoments({ frame, seeds, languages }: Contrast): Moments {
  const share = 1 / languages.length;
  const influenceBySeed = seeds.map(() => new Float64Array(frame.size));
  const bySeed = new Float64Array(seeds.length);
  languages.forEach(({ items, draws, runs }) => {
    const count = items.clusterOf.length;
    runs.forEach(({ mean, sums }, at) => {
      const s = Math.floor(at / draws.length);
      const weight = share / draws.length;
      bySeed[s] = (bySeed[s] ?? 0) + weight * mean;
      const target = influenceBySeed[s];
      if (!target) return;
      items.clusters.forEach((cluster, g) => {
        const influence = ((sums[g] ?? 0) - (items.sizes[g] ?? 0) * mean) / count;
        target[cluster] = (target[cluster] ?? 0) + weight * influence;
      });
    });
  });
  return {
    value: mean(bySeed),
    seeds: seeds.length,
    bySeed,
    influence: meanVector(influenceBySeed, frame.size),
    influenceBySeed,
    ...strataOf(frame, languages),
    itemsKnown: languages.every(({ items }) => items.sizes.length > 1),
    byLanguage: languages.map((language) => (language.draws.length > 1 ? drawMoments(language, seeds.length) : null)),
  };
}

function drawMoments({ items, draws, runs }: ContrastLanguage, seeds: number): DrawMoments {
  const count = items.clusterOf.length;
  const influenceByRun = runs.map(({ mean, sums }) =>
    sums.map((sum, g) => (sum - (items.sizes[g] ?? 0) * mean) / count),
  );
  const ofDraw = (draw: number) => Array.from({ length: seeds }, (_, s) => s * draws.length + draw);
  return {
    language: items.language,
    ids: draws,
    clusters: items.sizes.length,
    draws: draws.length,
    byDraw: Float64Array.from(draws, (_, draw) => mean(ofDraw(draw).map((at) => runs[at]?.mean ?? Number.NaN))),
    byRun: Float64Array.from(runs, ({ mean }) => mean),
    influenceByDraw: draws.map((_, draw) =>
      meanVector(
        ofDraw(draw).flatMap((at) => influenceByRun[at] ?? []),
        items.sizes.length,
      ),
    ),
    influenceByRun,
  };
}

/** The mean of vectors of one length, place by place. */
function meanVector(vectors: readonly Float64Array[], length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const vector of vectors) {
    for (let i = 0; i < length; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length;
  }
  return mean;
}

/** Strata depend on the languages alone: a target's many contrasts have them once. */
const strataKnown = new WeakMap<ItemFrame, Map<string, Strata>>();

type Strata = Pick<Moments, 'factors' | 'strata'>;

function strataOf(frame: ItemFrame, languages: readonly ContrastLanguage[]): Strata {
  const known = strataKnown.get(frame) ?? new Map<string, Strata>();
  strataKnown.set(frame, known);
  const name = JSON.stringify(languages.map(({ items }) => items.language));
  const found = known.get(name) ?? makeStrata(frame, languages);
  known.set(name, found);
  return found;
}

/**
 * Languages that share a cluster, directly or through others, are one stratum: its clusters are drawn together, those of
 * different strata apart. Each gets the G/(G − 1) of its stratum.
 */
function makeStrata({ size }: ItemFrame, languages: readonly ContrastLanguage[]): Strata {
  const strata = new Int32Array(size).fill(-1);
  const members: (readonly number[])[] = [];
  languages.forEach(({ items }, stratum) => {
    const joined = new Set([...items.clusters].map((cluster) => strata[cluster] ?? -1));
    joined.delete(-1);
    const own = [...joined].flatMap((old) => members[old] ?? []);
    for (const old of joined) members[old] = [];
    const fresh = [...items.clusters].filter((cluster) => strata[cluster] === -1);
    members[stratum] = [...own, ...fresh];
    for (const cluster of members[stratum] ?? []) strata[cluster] = stratum;
  });
  const factors = new Float64Array(size);
  for (const clusters of members) {
    const factor = clusters.length > 1 ? clusters.length / (clusters.length - 1) : 0;
    for (const cluster of clusters) factors[cluster] = factor;
  }
  return { factors, strata };
}
