import type { Contrast } from '../design/contrast.ts';
import type { RandomGenerator } from '../resampling/generator.ts';

/** The effect of choosing the best of several, without the luck of the choice. */
export interface CrossFit {
  /** In points; null where items cannot be halved, as there is a single cluster: one language with a score for the whole. */
  readonly value: number | null;
  /** How often each contrast was chosen, 0 … 1, in their order; all 0 where items cannot be halved. */
  readonly chosen: readonly number[];
}

/**
 * The effect of "the best of K", cross-fitted: clusters of items are halved; for each seed and half, the best is chosen by
 * the other seeds on the other half, and scored on this seed and half. The mean over seeds, halves and several random
 * halvings is free of the luck that lifts the largest of K estimates. It estimates what such a choice is worth, which is a
 * little less than the best one's effect where the choice errs. Folds depend on each other: it has no interval of its own.
 * With one seed the choice is made on the same seed and the other half, free of the luck of items only.
 * @param contrasts over the same seeds and languages: see `contrastsOf`.
 * @param upwards false for a metric that is better when smaller.
 */
export function crossFit(
  contrasts: readonly Contrast[],
  generator: RandomGenerator,
  { upwards = true, halvings = 20 }: { readonly upwards?: boolean; readonly halvings?: number } = {},
): CrossFit {
  const seeds = contrasts[0]?.seeds.length ?? 0;
  const clusters = clustersOf(contrasts);
  const times = contrasts.map(() => 0);
  if (clusters.length < 2) return { value: null, chosen: times };
  const scored: number[] = [];
  for (let h = 0; h < halvings; h++) {
    const inFirst = halfOf(clusters, generator);
    const first = contrasts.map((contrast) => seedMeans(contrast, (cluster) => inFirst.has(cluster)));
    const second = contrasts.map((contrast) => seedMeans(contrast, (cluster) => !inFirst.has(cluster)));
    for (const [scoring, choosing] of [
      [first, second],
      [second, first],
    ] as const) {
      for (let s = 0; s < seeds; s++) {
        const best = bestOf(choosing, s, upwards ? 1 : -1);
        times[best] = (times[best] ?? 0) + 1;
        scored.push(scoring[best]?.[s] ?? Number.NaN);
      }
    }
  }
  return {
    value: scored.reduce((sum, one) => sum + one, 0) / scored.length,
    chosen: times.map((count) => count / scored.length),
  };
}

/** The contrast that is largest over all seeds but one. */
function bestOf(means: readonly Float64Array[], without: number, sign: number): number {
  const worth = means.map((bySeed) => {
    const others = bySeed.filter((_, s) => bySeed.length === 1 || s !== without);
    return (sign * others.reduce((sum, one) => sum + one, 0)) / others.length;
  });
  return worth.indexOf(Math.max(...worth));
}

/** The contrast of each seed over some of the clusters; languages without any of them are left out. */
function seedMeans({ seeds, languages }: Contrast, has: (cluster: number) => boolean): Float64Array {
  const totals = new Float64Array(seeds.length);
  let counted = 0;
  for (const { items, draws, runs } of languages) {
    const places = [...items.clusters.keys()].filter((g) => has(items.clusters[g] ?? -1));
    const count = places.reduce((sum, g) => sum + (items.sizes[g] ?? 0), 0);
    if (count === 0) continue;
    counted++;
    runs.forEach(({ sums }, at) => {
      const s = Math.floor(at / draws.length);
      const mean = places.reduce((sum, g) => sum + (sums[g] ?? 0), 0) / count;
      totals[s] = (totals[s] ?? 0) + mean / draws.length;
    });
  }
  return totals.map((total) => total / counted);
}

/** The clusters that the contrasts' languages have: a frame may have others, of languages that are not averaged. */
const clustersOf = (contrasts: readonly Contrast[]): readonly number[] => [
  ...new Set(contrasts.flatMap(({ languages }) => languages.flatMap(({ items }) => [...items.clusters]))),
];

/** Half of the clusters, drawn at random: neither it nor the rest is empty where there are two. */
function halfOf(clusters: readonly number[], generator: RandomGenerator): ReadonlySet<number> {
  const order = clusters.map((cluster) => ({ cluster, at: generator.next() }));
  order.sort((a, b) => a.at - b.at);
  return new Set(order.slice(0, Math.ceil(order.length / 2)).map(({ cluster }) => cluster));
}
