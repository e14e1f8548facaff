import { grouped } from '../grouped.ts';
import { holmKnown } from '../holm.ts';
import { streamOf } from '../resampling/generator.ts';
import { type ItemPool, sampleOf } from '../resampling/item-pools.ts';
import type { Sample } from '../resampling/sample.ts';
import type { ScoredCell } from '../resampling/scored-cell.ts';
import { combinedP, mcnemarP } from './mcnemar.ts';
import { randomisationP, swappedMeans } from './randomisation.ts';

/** Tests of two conditions in one language that take the trained models as they are: they say nothing of other seeds. */
export interface CheckpointTest {
  readonly language: string;
  /** Paired approximate randomisation over clusters of items; null where the metric does not decompose into items. */
  readonly randomisation: number | null;
  /** Exact McNemar test, over seeds by Rüger's rule; null where items are not right or wrong. */
  readonly mcnemar: number | null;
  /** McNemar's after Holm's correction over the languages of this comparison. */
  readonly holm: number | null;
}

/** The worst and the best that a metric can be, in its unit. */
export interface ScoreRange {
  readonly range: readonly [worst: number, best: number];
}

/**
 * Tests of one condition against another in every language that both have, over the runs that belong together.
 * @param pools of the target: `poolsOf`.
 */
export function checkpointTests(
  a: readonly ScoredCell[],
  b: readonly ScoredCell[],
  pools: readonly ItemPool[],
  target: ScoreRange,
  { swaps, seed }: { readonly swaps: number; readonly seed: number },
): CheckpointTest[] {
  const tests = [...grouped(a, ({ language }) => language)].flatMap(([language, own]) => {
    const key = sameShots(a, b) ? withBucket : ofSeed;
    const others = grouped(
      b.filter((cell) => cell.language === language),
      key,
    );
    const first = own.filter((cell) => others.has(key(cell)));
    const kept = new Set(first.map(key));
    const second = [...others].flatMap(([name, cells]) => (kept.has(name) ? cells : []));
    const pool = pools.find(({ languages }) => languages.includes(language));
    if (first.length === 0 || !pool) return [];
    const stream = streamOf(seed, `swaps ${pool.name} ${language}`);
    const sample = minus(sampleOf(first, pool), sampleOf(second, pool));
    const mcnemar = mcnemarOf(first, others, key, target);
    return [{ language, randomisation: sample && swapped(sample, pool.size, swaps, stream), mcnemar }];
  });
  const corrected = holmKnown(tests.map(({ mcnemar }) => mcnemar));
  return tests.map((test, i) => ({ ...test, holm: corrected[i] ?? null }));
}

const ofSeed = ({ seed }: ScoredCell) => `${seed}`;
const withBucket = ({ seed, bucket }: ScoredCell) => `${seed} ${bucket}`;

const sameShots = (a: readonly ScoredCell[], b: readonly ScoredCell[]) =>
  (a[0]?.shots ?? 0) > 0 && a[0]?.shots === b[0]?.shots;

function swapped(sample: Sample, size: number, swaps: number, stream: ReturnType<typeof streamOf>): number {
  const observed = sample.values.reduce((sum, x) => sum + x, 0) / sample.values.length;
  return randomisationP(observed, swappedMeans(sample, size, swaps, stream));
}

const minus = (a: Sample | null, b: Sample | null): Sample | null =>
  a && b && { positions: a.positions, values: a.values.map((value, i) => value - (b.values[i] ?? 0)) };

/** One test a pair of models, combined; null if items are not right or wrong. */
function mcnemarOf(
  cells: readonly ScoredCell[],
  others: ReadonlyMap<string, readonly ScoredCell[]>,
  key: (cell: ScoredCell) => string,
  { range: [worst, best] }: ScoreRange,
): number | null {
  const tests: number[] = [];
  for (const cell of cells) {
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
