import { DataError } from '@stopover/core';
import type { FrameLanguage, ItemFrame } from './item-frame.ts';

/** Scores of one trained model on the items of one language. */
export interface RunScores {
  readonly language: string;
  readonly seed: number;
  /** Which draw of the shots; 0 where there are none. */
  readonly bucket: number;
  /** Score of each item in points (0 … 100), in the order of the frame; of an F1 see `linearisedF1`. */
  readonly items: ArrayLike<number>;
}

/** Every run of one arm: a condition in all languages, seeds and draws of shots. */
export interface ArmRuns {
  /** Unique among the arms of a target. */
  readonly name: string;
  /** Arms of one class may have their variance over seeds pooled: `no shots`, `100 shots`. */
  readonly varianceClass: string;
  readonly runs: readonly RunScores[];
  /** True for a model without training on the target: its one score stands beside every seed. */
  readonly seedless?: boolean;
}

/** What the statistics keep of a run: its mean, and the sum over each cluster of its language. */
export interface RunSums {
  /** In points. */
  readonly mean: number;
  /** One a cluster of the language, in the order of `FrameLanguage.clusters`; in points. */
  readonly sums: Float64Array;
}

/** The runs of an arm by language, seed and draw. */
export interface ArmTable {
  readonly name: string;
  readonly varianceClass: string;
  readonly seedless: boolean;
  readonly seeds: readonly number[];
  /** Draws of shots that occur in each language; [0] where there are none. */
  readonly draws: ReadonlyMap<string, readonly number[]>;
  run(language: string, seed: number, bucket: number): RunSums | undefined;
}

/**
 * Sums the items of each run by cluster.
 * @throws DataError when a run has another number of items than its language, or stands there twice; when an item has
 * no finite score; or when an arm without seeds has several.
 */
export function armTable(frame: ItemFrame, { name, varianceClass, runs, seedless = false }: ArmRuns): ArmTable {
  const found = new Map<string, RunSums>();
  for (const run of runs) {
    const place = placeOf(run.language, run.seed, run.bucket);
    const language = frame.languages.get(run.language);
    if (!language || found.has(place)) throw wrong(name, run, language ? 'it is there twice' : 'no item is known');
    found.set(place, sumsOf(name, run, language));
  }
  const seeds = sortedNumbers(runs.map(({ seed }) => seed));
  if (seedless && seeds.length > 1) {
    throw new DataError({
      where: name,
      what: `it is said to have no seeds, and has ${seeds.length}`,
      remedy: 'Leave `seedless` out, or give its one run a language.',
    });
  }
  const languages = new Set(runs.map(({ language }) => language));
  const drawsIn = (language: string) =>
    sortedNumbers(runs.filter((run) => run.language === language).map(({ bucket }) => bucket));
  return {
    name,
    varianceClass,
    seedless,
    seeds,
    draws: new Map([...languages].map((language) => [language, drawsIn(language)])),
    run: (language, seed, bucket) => found.get(placeOf(language, seedless ? (seeds[0] ?? 0) : seed, bucket)),
  };
}

/** Different numbers, ascending. */
export const sortedNumbers = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

const placeOf = (language: string, seed: number, bucket: number) => `${language} ${seed} ${bucket}`;

function sumsOf(name: string, run: RunScores, { clusterOf, sizes }: FrameLanguage): RunSums {
  if (run.items.length !== clusterOf.length) {
    throw wrong(name, run, `it scores ${run.items.length} items, and the language has ${clusterOf.length}`);
  }
  const sums = new Float64Array(sizes.length);
  let total = 0;
  clusterOf.forEach((cluster, i) => {
    const score = run.items[i] ?? Number.NaN;
    if (!Number.isFinite(score)) throw wrong(name, run, `item ${i + 1} has the score ${score}`);
    sums[cluster] = (sums[cluster] ?? 0) + score;
    total += score;
  });
  return { mean: total / clusterOf.length, sums };
}

const wrong = (arm: string, { language, seed, bucket }: RunScores, what: string): DataError =>
  new DataError({
    where: `${arm} in ${language}, seed ${seed}${bucket > 0 ? `, draw ${bucket}` : ''}`,
    what,
    remedy: 'Give every run of a language one finite score for each of its items, and each run once.',
  });
