import { mean } from '../summary.ts';
import type { DrawMoments, Moments } from './moments.ts';

/**
 * Parts of the (co)variance of contrasts, in points². Each of `seeds`, `items` and `draws` is the variance of the contrast
 * when that alone is drawn anew, with the interactions that it takes part in; the others are those interactions, to be
 * taken off where they are counted twice.
 */
export interface Components {
  readonly seeds: number;
  readonly items: number;
  readonly itemSeeds: number;
  readonly draws: number;
  readonly itemDraws: number;
  readonly seedDraws: number;
  readonly itemSeedDraws: number;
}

/**
 * Covariance components of two contrasts over the same seeds, of one frame (variance components of one with itself):
 * items, seeds and draws of shots are random and crossed, draws within a language (Searle, Casella and McCulloch 1992,
 * chapter 4). With n seeds, G clusters, B draws, and a bar for a mean over what is missing from the index:
 *
 * - seeds: Σ_s (d_s − d̄)² / (n(n − 1))
 * - items: G/(G − 1) Σ_g u_g², u the influence of a cluster, by stratum
 * - itemSeeds: G/(G − 1) Σ_gs (u_gs − u_g)² / (n(n − 1)), which is MS(cluster × seed)/(nG)
 * - draws, for each language, then Σ_l/L²: Σ_b (d_b − d̄)² / (B(B − 1)); likewise with u for itemDraws, with both for
 *   seedDraws and itemSeedDraws
 *
 * A part that cannot be known (one seed, one draw) is 0; so is the covariance over other draws, or draws of other languages,
 * which are independent. In points².
 */
export function covarianceComponents(x: Moments, y: Moments): Components {
  const perSeeds = x.seeds > 1 ? 1 / (x.seeds * (x.seeds - 1)) : 0;
  const factors = x.factors.map((factor, g) => Math.sqrt(factor * (y.factors[g] ?? 0)));
  let itemSeeds = 0;
  x.influenceBySeed.forEach((own, s) => {
    const other = y.influenceBySeed[s];
    if (other) itemSeeds += weightedApart(factors, [own, x.influence], [other, y.influence]);
  });
  const parts = { draws: 0, itemDraws: 0, seedDraws: 0, itemSeedDraws: 0 };
  x.byLanguage.forEach((own, l) => {
    const other = y.byLanguage[l];
    if (!own || !other || !sameDraws(own, other)) return;
    const found = drawComponents(own, other, x.seeds);
    const share = x.byLanguage.length ** -2;
    parts.draws += share * found.draws;
    parts.itemDraws += share * found.itemDraws;
    parts.seedDraws += share * found.seedDraws;
    parts.itemSeedDraws += share * found.itemSeedDraws;
  });
  return {
    seeds: perSeeds * dot(centred(x.bySeed), centred(y.bySeed)),
    items: weighted(factors, x.influence, y.influence),
    itemSeeds: perSeeds * itemSeeds,
    ...parts,
  };
}

const sameDraws = (x: DrawMoments, y: DrawMoments): boolean =>
  x.language === y.language && x.draws === y.draws && x.ids.every((id, i) => id === y.ids[i]);

/** Variance components of one contrast: see `covarianceComponents`. */
export const varianceComponents = (moments: Moments): Components => covarianceComponents(moments, moments);

function drawComponents(
  x: DrawMoments,
  y: DrawMoments,
  seeds: number,
): Pick<Components, 'draws' | 'itemDraws' | 'seedDraws' | 'itemSeedDraws'> {
  const factor = x.clusters > 1 ? x.clusters / (x.clusters - 1) : 0;
  const perDraws = 1 / (x.draws * (x.draws - 1));
  const perRuns = seeds > 1 ? perDraws / (seeds * (seeds - 1)) : 0;
  const [own, other] = [vectorsOf(x, seeds), vectorsOf(y, seeds)];
  return {
    draws: perDraws * dot(centred(x.byDraw), centred(y.byDraw)),
    itemDraws: factor * perDraws * dotAll(own.draws, other.draws),
    seedDraws: perRuns * dot(interactions(x.byRun, x.draws), interactions(y.byRun, y.draws)),
    itemSeedDraws: factor * perRuns * dotAll(own.runs, other.runs),
  };
}

/** What the components of a language's clusters are products of. */
interface ClusterVectors {
  /** u_gb − u_g: a vector over clusters for each draw. */
  readonly draws: readonly Float64Array[];
  /** u_gsb − u_gs − u_gb + u_g of every run: seeds × draws vectors over clusters. */
  readonly runs: readonly Float64Array[];
}

/** A contrast meets many others, and has the same vectors in all of their covariances. */
const vectorsKnown = new WeakMap<DrawMoments, ClusterVectors>();

function vectorsOf(moments: DrawMoments, seeds: number): ClusterVectors {
  const known = vectorsKnown.get(moments);
  if (known) return known;
  const made = { draws: centredVectors(moments.influenceByDraw), runs: residuals(moments, seeds) };
  vectorsKnown.set(moments, made);
  return made;
}

function residuals({ influenceByRun, draws, clusters }: DrawMoments, seeds: number): Float64Array[] {
  const found = influenceByRun.map(() => new Float64Array(clusters));
  const table = new Float64Array(seeds * draws);
  const left = new Float64Array(seeds * draws);
  const sums = { bySeed: new Float64Array(seeds), byDraw: new Float64Array(draws) };
  for (let g = 0; g < clusters; g++) {
    for (let at = 0; at < table.length; at++) table[at] = influenceByRun[at]?.[g] ?? 0;
    takeInteractions(table, left, sums);
    for (let at = 0; at < table.length; at++) {
      const run = found[at];
      if (run) run[g] = left[at] ?? 0;
    }
  }
  return found;
}

/** x_sb − x_s − x_b + x of a table of seeds × draws. */
function interactions(table: Float64Array, draws: number): Float64Array {
  const left = new Float64Array(table.length);
  takeInteractions(table, left, {
    bySeed: new Float64Array(table.length / draws),
    byDraw: new Float64Array(draws),
  });
  return left;
}

/** The same into an array that is there: there are millions of small tables. */
function takeInteractions(
  table: Float64Array,
  left: Float64Array,
  { bySeed, byDraw }: { readonly bySeed: Float64Array; readonly byDraw: Float64Array },
): void {
  const [seeds, draws] = [bySeed.length, byDraw.length];
  bySeed.fill(0);
  byDraw.fill(0);
  let sum = 0;
  for (let s = 0, at = 0; s < seeds; s++) {
    for (let b = 0; b < draws; b++, at++) {
      const value = table[at] ?? 0;
      sum += value;
      bySeed[s] = (bySeed[s] ?? 0) + value / draws;
      byDraw[b] = (byDraw[b] ?? 0) + value / seeds;
    }
  }
  const center = sum / table.length;
  for (let s = 0, at = 0; s < seeds; s++) {
    for (let b = 0; b < draws; b++, at++) left[at] = (table[at] ?? 0) - (bySeed[s] ?? 0) - (byDraw[b] ?? 0) + center;
  }
}

function centred(values: Float64Array): Float64Array {
  const center = mean(values);
  return values.map((value) => value - center);
}

function centredVectors(vectors: readonly Float64Array[]): Float64Array[] {
  const length = vectors[0]?.length ?? 0;
  const found = vectors.map((vector) => vector.slice());
  for (let g = 0; g < length; g++) {
    let sum = 0;
    for (const vector of found) sum += vector[g] ?? 0;
    const center = sum / found.length;
    for (const vector of found) vector[g] = (vector[g] ?? 0) - center;
  }
  return found;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}

function dotAll(x: readonly Float64Array[], y: readonly Float64Array[]): number {
  let sum = 0;
  for (const [i, vector] of x.entries()) {
    const other = y[i];
    sum += other ? dot(vector, other) : 0;
  }
  return sum;
}

function weighted(weights: Float64Array, x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (x[i] ?? 0) * (y[i] ?? 0);
  return sum;
}

type Pair = readonly [of: Float64Array, from: Float64Array];

/** Σ w (x − x₀)(y − y₀). */
function weightedApart(weights: Float64Array, [x, fromX]: Pair, [y, fromY]: Pair): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++)
    sum += (weights[i] ?? 0) * ((x[i] ?? 0) - (fromX[i] ?? 0)) * ((y[i] ?? 0) - (fromY[i] ?? 0));
  return sum;
}
