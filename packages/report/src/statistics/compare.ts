import type { Cell, TargetSummary } from '@stopover/study';
import type { Difference } from '../analysis.ts';
import { grouped } from '../grouped.ts';
import { type Bootstrap, type Draws, differenceOf, type Estimate, macroOf } from './estimate.ts';
import { streamOf } from './generator.ts';
import { holm } from './holm.ts';
import { type ItemPool, sampleOf } from './item-pools.ts';
import { combinedP, mcnemarP } from './mcnemar.ts';
import { randomisationP, swappedMeans } from './randomisation.ts';
import { percentileInterval } from './summary.ts';
import type { Sample } from './weighted-sums.ts';

/** The cells of two conditions that belong together. */
export interface Pairing {
  readonly a: readonly Cell[];
  readonly b: readonly Cell[];
  /** (language, seed) pairs in both, and in only one. */
  readonly pairs: number;
  readonly unpaired: number;
}

const languageAndSeed = ({ language, seed }: Cell) => `${language} ${seed}`;
const withBucket = (cell: Cell) => `${languageAndSeed(cell)} ${cell.bucket}`;

/**
 * Keeps the (language, seed) pairs that both have, counted over the averaged languages; and the draws of shots that both have, where both
 * were given shots.
 */
export function pair(a: readonly Cell[], b: readonly Cell[], averaged: ReadonlySet<string>): Pairing {
  const key = sameShots(a, b) ? withBucket : languageAndSeed;
  const inB = new Set(b.map(key));
  const both = new Set(a.map(key).filter((one) => inB.has(one)));
  const kept = { a: a.filter((cell) => both.has(key(cell))), b: b.filter((cell) => both.has(key(cell))) };
  const count = (cells: readonly Cell[]) =>
    new Set(cells.filter(({ language }) => averaged.has(language)).map(languageAndSeed)).size;
  const pairs = count(kept.a);
  const all = count([...a, ...b]);
  return { ...kept, pairs, unpaired: all - pairs };
}

const sameShots = (a: readonly Cell[], b: readonly Cell[]) => (a[0]?.shots ?? 0) > 0 && a[0]?.shots === b[0]?.shots;

/** A pairing with the estimates of its two sides, which have the same languages. */
export interface Contrast extends Pairing {
  readonly estimates: readonly [Estimate, Estimate];
}

/** The difference over all languages, and in each. */
export interface Differences {
  readonly macro: Difference;
  readonly languages: ReadonlyMap<string, Difference>;
}

/** Differences of all contrasts of one target: their items are swapped together, pool by pool. */
export function compareAll(
  contrasts: readonly Contrast[],
  pools: readonly ItemPool[],
  target: TargetSummary,
  options: Bootstrap,
): Differences[] {
  const swapped = swapItems(contrasts, pools, options);
  return contrasts.map((contrast, i) => differencesOf(contrast, swapped[i] ?? new Map(), target, options));
}

function differencesOf(
  contrast: Contrast,
  swapped: ReadonlyMap<string, Draws>,
  target: TargetSummary,
  options: Bootstrap,
): Differences {
  const [a, b] = contrast.estimates;
  const byLanguage = [...a.languages].flatMap(([language, own]) => {
    const other = b.languages.get(language);
    const inside = (cells: readonly Cell[]) => cells.filter((cell) => cell.language === language);
    const pairing = { a: inside(contrast.a), b: inside(contrast.b) };
    return other ? [{ language, own: differenceOf(own, other), pairing, mcnemar: mcnemarOf(pairing, target) }] : [];
  });
  const corrected = holm(byLanguage.flatMap(({ mcnemar }) => mcnemar ?? []));
  const languages = new Map<string, Difference>();
  let tested = 0;
  for (const { language, own, pairing, mcnemar } of byLanguage) {
    const p = pOf(swapped.get(language));
    const seeds = seedsIn(pairing.a);
    const tests = { p, mcnemar, holm: mcnemar === null ? null : (corrected[tested++] ?? null) };
    languages.set(language, { ...summarise(own, contrast), ...tests, seeds, pairs: seeds, unpaired: 0 });
  }
  const complete = byLanguage.length > 0 && byLanguage.every(({ language }) => swapped.has(language));
  const macro: Difference = {
    ...summarise(differenceOf(a.macro, b.macro), contrast),
    p: complete ? pOf(macroOf(swapped, options)) : null,
    mcnemar: null,
    holm: null,
    seeds: seedsIn(contrast.a),
    pairs: contrast.pairs,
    unpaired: contrast.unpaired,
  };
  return { macro, languages };
}

function summarise(
  { value, draws }: Draws,
  { estimates: [a, b] }: Contrast,
): Pick<Difference, 'value' | 'interval' | 'sources'> {
  const sources = {
    items: a.sources.items && b.sources.items,
    seeds: a.sources.seeds,
    buckets: a.sources.buckets || b.sources.buckets,
  };
  const known = Object.values(sources).includes(true);
  return { value, interval: known ? percentileInterval(draws) : null, sources };
}

const seedsIn = (cells: readonly Cell[]) => new Set(cells.map(({ seed }) => seed)).size;

const pOf = (swapped: Draws | undefined) => (swapped ? randomisationP(swapped.value, swapped.draws) : null);

/** For each contrast and language the mean item difference, and its draws under random swaps of the two conditions. */
function swapItems(
  contrasts: readonly Contrast[],
  pools: readonly ItemPool[],
  { draws, seed }: Bootstrap,
): Map<string, Draws>[] {
  const found = contrasts.map(() => new Map<string, Draws>());
  for (const pool of pools) {
    const samples = contrasts.flatMap(({ a, b }, index) =>
      pool.languages.flatMap((language) => {
        const inside = (cells: readonly Cell[]) =>
          sampleOf(
            cells.filter((cell) => cell.language === language),
            pool,
          );
        const sample = minus(inside(a), inside(b));
        return sample ? [{ index, language, sample }] : [];
      }),
    );
    const differences = samples.map(({ sample }) => sample);
    const means = swappedMeans(pool.size, differences, draws, streamOf(seed, `swaps ${pool.name}`));
    samples.forEach(({ index, language, sample }, i) => {
      const value = sample.values.reduce((sum, x) => sum + x, 0) / sample.values.length;
      found[index]?.set(language, { value, draws: means[i] ?? new Float64Array(draws) });
    });
  }
  return found;
}

const minus = (a: Sample | null, b: Sample | null): Sample | null =>
  a && b && { positions: a.positions, values: a.values.map((value, i) => value - (b.values[i] ?? 0)) };

/** McNemar's p for one language: one test a pair of models, combined over seeds (and draws of shots); null if items are not right or wrong. */
function mcnemarOf({ a, b }: Pick<Pairing, 'a' | 'b'>, { range: [worst, best] }: TargetSummary): number | null {
  const key = sameShots(a, b) ? withBucket : languageAndSeed;
  const others = grouped(b, key);
  const tests: number[] = [];
  for (const cell of a) {
    for (const other of others.get(key(cell)) ?? []) {
      if (!cell.items || !other.items) return null;
      if ([...cell.items, ...other.items].some((value) => value !== worst && value !== best)) return null;
      let onlyFirst = 0;
      let onlySecond = 0;
      cell.items.forEach((value, i) => {
        if (value === other.items?.[i]) return;
        if (value === best) onlyFirst++;
        else onlySecond++;
      });
      tests.push(mcnemarP(onlyFirst, onlySecond));
    }
  }
  return tests.length > 0 ? combinedP(tests) : null;
}
