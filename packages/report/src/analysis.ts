import type { Results } from '@stopover/study';
import type { Condition } from './conditions.ts';
import type { Sources } from './statistics/estimate.ts';
import type { Interval } from './statistics/summary.ts';

/** A target under one of its English trainings. */
export interface GroupName {
  readonly target: string;
  readonly training: string;
}

/** One condition minus another, over the (language, seed) pairs that both have. */
export interface Difference {
  /** In the metric's unit. */
  readonly value: number;
  /** Percentile bootstrap, 95 %; null where there is nothing to resample. */
  readonly interval: Interval | null;
  readonly sources: Sources;
  /** Paired approximate randomisation over items; null where the metric does not decompose into items. */
  readonly p: number | null;
  /** Exact McNemar test, for one language and items that are right or wrong; over seeds by Rüger's rule. */
  readonly mcnemar: number | null;
  /** The same after Holm's correction over the languages of this comparison. */
  readonly holm: number | null;
  readonly seeds: number;
  /** (language, seed) pairs in both. */
  readonly pairs: number;
  /** (language, seed) pairs in only one of the two: left out of the difference. */
  readonly unpaired: number;
}

/** A line of the table: one condition in one language, or its mean over languages. */
export interface Row extends GroupName, Condition {
  /** BCP 47; null for the unweighted mean over languages. */
  readonly language: string | null;
  /** Languages in the mean. */
  readonly languages: number;
  /** Mean over seeds (within a seed, over draws of shots); null without any result. */
  readonly mean: number | null;
  /** Standard deviation over seeds; null with fewer than two. */
  readonly sd: number | null;
  readonly seeds: number;
  readonly buckets: number;
  readonly interval: Interval | null;
  /** Evaluations that were made. */
  readonly cells: number;
  /** Evaluations that the study asked for and that are not there. */
  readonly missing: number;
  readonly toZeroShot: Difference | null;
}

/** A difference between two conditions of which neither is zero-shot. */
export interface Comparison extends GroupName {
  readonly language: string | null;
  readonly condition: Condition;
  readonly against: Condition;
  readonly difference: Difference;
}

/** A number of target-language examples, as far as the measured numbers tell. */
export interface ShotCount {
  readonly relation: 'fewer than' | 'about' | 'more than';
  readonly shots: number;
}

/** How many target-language examples give what the intermediate gives without any. */
export interface ShotEquivalent extends GroupName {
  readonly intermediate: string;
  readonly count: ShotCount;
  readonly interval: readonly [ShotCount, ShotCount] | null;
  readonly languages: number;
}

/** Score against number of target-language examples, over the languages that all lines of the target have. */
export interface Curve extends GroupName {
  readonly intermediate: string;
  readonly points: readonly { readonly shots: number; readonly mean: number; readonly interval: Interval | null }[];
  readonly languages: readonly string[];
}

/** What an intermediate is worth on a target without target-language examples. */
export interface HeatmapCell extends GroupName {
  readonly intermediate: string;
  readonly difference: Difference | null;
  /** Evaluations that are not there. */
  readonly missing: number;
}

export type Verdict = 'helps' | 'hurts' | 'unclear' | 'no result';

/** The study's question, answered for one target. */
export interface TargetAnswer extends GroupName {
  readonly languages: number;
  readonly seeds: number;
  /** Intermediates that were compared; the named one is the best of them. */
  readonly compared: number;
  readonly intermediate: string | null;
  readonly stopover: Difference | null;
  readonly shots: number | null;
  readonly direct: Difference | null;
  /** Languages of `direct`: fewer than `languages` where labelled examples are lacking. */
  readonly directLanguages: number | null;
  readonly equivalent: ShotEquivalent | null;
  readonly verdict: Verdict;
  /** The verdict on `direct`. */
  readonly directVerdict: Verdict;
  readonly text: string;
}

/** Everything that tables and figures show: plain JSON data. */
export interface Analysis {
  readonly schema: 'stopover-analysis/1';
  readonly study: Results['study'];
  /** Maximum lengths that the model has no positions for. */
  readonly clipped?: Results['clipped'];
  readonly targets: Results['targets'];
  readonly settings: { readonly seed: number; readonly resamples: number; readonly confidence: 0.95 };
  readonly answer: { readonly headline: string; readonly targets: readonly TargetAnswer[] };
  readonly rows: readonly Row[];
  readonly comparisons: readonly Comparison[];
  readonly heatmap: readonly HeatmapCell[];
  readonly curves: readonly Curve[];
  readonly equivalents: readonly ShotEquivalent[];
  /** Evaluations made, and asked for but not there, over the whole study. */
  readonly cells: { readonly made: number; readonly missing: number };
}
