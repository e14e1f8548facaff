import type { Cell } from '@stopover/study';
import { grouped } from '../grouped.ts';
import { streamOf } from './generator.ts';
import { type ItemPool, sampleOf } from './item-pools.ts';
import { levelTimes, resampledMeans } from './resample.ts';
import { mean } from './summary.ts';

/** A score with its bootstrap draws. Draws of two estimates belong together one by one: subtracting them pairs them. */
export interface Draws {
  readonly value: number;
  readonly draws: Float64Array;
}

/** What an interval accounts for. */
export interface Sources {
  readonly items: boolean;
  readonly seeds: boolean;
  readonly buckets: boolean;
}

/** The score of one condition: per language, and the unweighted mean over the averaged ones. */
export interface Estimate {
  readonly macro: Draws;
  readonly languages: ReadonlyMap<string, Draws>;
  readonly sources: Sources;
}

export interface Bootstrap {
  readonly draws: number;
  readonly seed: number;
  /** Languages of the mean over languages. */
  readonly averaged: ReadonlySet<string>;
  /** Headline score of a cell. */
  readonly score: (cell: Cell) => number;
}

/**
 * Estimates of several sets of cells of one target (a condition each), with draws of the hierarchical bootstrap:
 * the items (jointly over languages where the pools say so), the seeds and the draws of shots are each resampled, and
 * the deviations that each causes are added. A mean is linear in all of them, so the sum has the variance of the crossed
 * design; resampling all at once would count the interaction of items and seeds a third time (Owen 2007, section 4).
 * Languages are not resampled: the mean is over these languages.
 */
export function estimateAll(
  sets: ReadonlyMap<string, readonly Cell[]>,
  pools: readonly ItemPool[],
  options: Bootstrap,
): Map<string, Estimate> {
  const itemDraws = drawItems(sets, pools, options);
  const estimates = new Map<string, Estimate>();
  for (const [name, cells] of sets) {
    const languages = new Map<string, Draws>();
    const seeds = levelsOf(cells, 'seed');
    const buckets = levelsOf(cells, 'bucket');
    // Conditions with the same seeds share a stream, and so do those with the same draws of the same number of shots.
    const levels = [
      { by: 'seed', levels: seeds, times: times(seeds, 'seeds', options) },
      { by: 'bucket', levels: buckets, times: times(buckets, `shots ${cells[0]?.shots ?? 0}`, options) },
    ] as const;
    for (const [language, own] of grouped(cells, (cell) => cell.language)) {
      const value = scoreOf(own, options.score);
      const draws = new Float64Array(options.draws).fill(value);
      const items = itemDraws.get(name)?.get(language);
      if (items) addDeviation(draws, items.draws, items.value);
      for (const level of levels) addLevel(draws, own, level, options.score);
      languages.set(language, { value, draws });
    }
    const covered = itemDraws.get(name);
    estimates.set(name, {
      macro: macroOf(languages, options),
      languages,
      sources: {
        items: covered !== undefined && covered.size === languages.size,
        seeds: seeds.length > 1,
        buckets: buckets.length > 1,
      },
    });
  }
  return estimates;
}

/** Mean over seeds of the mean over draws of shots: a seed with fewer draws does not count for less. */
function scoreOf(cells: readonly Cell[], score: (cell: Cell) => number): number {
  return mean(meansBy(cells, 'seed', score).values());
}

/** The mean over the averaged languages, draw by draw. */
export function macroOf(
  languages: ReadonlyMap<string, Draws>,
  { averaged, draws: count }: Pick<Bootstrap, 'averaged' | 'draws'>,
): Draws {
  const parts = [...languages].flatMap(([language, own]) => (averaged.has(language) ? own : []));
  const draws = new Float64Array(count);
  for (const part of parts)
    for (let d = 0; d < count; d++) draws[d] = (draws[d] ?? 0) + (part.draws[d] ?? 0) / parts.length;
  return { value: mean(parts.map(({ value }) => value)), draws };
}

/** The difference of two, one by one: paired, because both were drawn with the same items, seeds and shots. */
export function differenceOf(a: Draws, b: Draws): Draws {
  return { value: a.value - b.value, draws: a.draws.map((value, d) => value - (b.draws[d] ?? 0)) };
}

/** Pool by pool, so that the same items are drawn for every set and language of the pool. */
function drawItems(
  sets: ReadonlyMap<string, readonly Cell[]>,
  pools: readonly ItemPool[],
  { draws, seed }: Bootstrap,
): Map<string, Map<string, Draws>> {
  const found = new Map<string, Map<string, Draws>>();
  for (const pool of pools) {
    const samples = [...sets].flatMap(([name, cells]) =>
      pool.languages.flatMap((language) => {
        const sample = sampleOf(
          cells.filter((cell) => cell.language === language),
          pool,
        );
        return sample ? [{ name, language, sample }] : [];
      }),
    );
    const means = resampledMeans(
      pool.size,
      samples.map(({ sample }) => sample),
      draws,
      streamOf(seed, `items ${pool.name}`),
    );
    samples.forEach(({ name, language, sample }, i) => {
      const own = found.get(name) ?? new Map<string, Draws>();
      own.set(language, { value: mean(sample.values), draws: means[i] ?? new Float64Array(draws) });
      found.set(name, own);
    });
  }
  return found;
}

type Level = 'seed' | 'bucket';

const levelsOf = (cells: readonly Cell[], by: Level): number[] =>
  [...new Set(cells.map((cell) => cell[by]))].sort((a, b) => a - b);

const times = (levels: readonly number[], name: string, { draws, seed }: Bootstrap): Uint8Array =>
  levelTimes(levels.length, draws, streamOf(seed, `${name} ${levels.join(',')}`));

/** The mean of each seed (or each draw of shots); within it, of the other. */
function meansBy(cells: readonly Cell[], by: Level, score: (cell: Cell) => number): Map<number, number> {
  const groups = grouped(cells, (cell) => cell[by]);
  return new Map([...groups].map(([level, own]) => [level, mean(own.map(score))]));
}

interface LevelDraws {
  readonly by: Level;
  readonly levels: readonly number[];
  readonly times: Uint8Array;
}

/** Adds what resampling one level does to the score of one language. */
function addLevel(draws: Float64Array, cells: readonly Cell[], level: LevelDraws, score: (cell: Cell) => number): void {
  if (level.levels.length < 2) return;
  const means = meansBy(cells, level.by, score);
  const center = mean(means.values());
  for (let d = 0; d < draws.length; d++) {
    let sum = 0;
    let count = 0;
    level.levels.forEach((one, i) => {
      const value = means.get(one);
      const weight = level.times[d * level.levels.length + i] ?? 0;
      if (value === undefined) return;
      sum += weight * value;
      count += weight;
    });
    // A language without any of the drawn seeds stays where it is.
    if (count > 0) draws[d] = (draws[d] ?? 0) + sum / count - center;
  }
}

function addDeviation(draws: Float64Array, drawn: Float64Array, center: number): void {
  for (let d = 0; d < draws.length; d++) draws[d] = (draws[d] ?? 0) + (drawn[d] ?? 0) - center;
}
