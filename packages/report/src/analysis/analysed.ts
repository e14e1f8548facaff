import type { EffectVerdict, ErrorSources, Interval, RunFlag } from '@stopover/statistics';
import type { Results } from '@stopover/study';
import type { Condition } from './conditions.ts';
import type { GroupName } from './group-name.ts';
import type { Role } from './roles.ts';

/** A value of one seed: the mean over languages and draws of shots. */
export interface SeedValue {
  readonly seed: number;
  /** In points. */
  readonly value: number;
}

/** A value of one language: the mean over seeds and draws of shots. */
export interface LanguageValue {
  /** BCP 47. */
  readonly language: string;
  /** In points. */
  readonly value: number;
}

/** The score of a condition, in one language or as the mean over languages. */
export interface ScoreRow extends GroupName {
  readonly condition: Condition;
  readonly role: Role;
  /** BCP 47; null for the unweighted mean over languages. */
  readonly language: string | null;
  /** In the mean. */
  readonly languages: readonly string[];
  /** In points; null without a result. */
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly bySeed: readonly SeedValue[];
  readonly seeds: number;
  readonly buckets: number;
  /** Evaluations that were made, and that the study asked for and that are not there. */
  readonly cells: number;
  readonly missing: number;
}

/** What a reader must know beside an effect. */
export type EffectFlag =
  | 'shares data'
  | 'placebo'
  | 'degenerate runs'
  /** Both sides score hardly above guessing. */
  | 'near the floor'
  | 'failed runs'
  | 'one draw'
  | 'one seed'
  | 'seeds only'
  | 'oracle';

/** The difference of two conditions of a target, with its uncertainty: the formulas are in docs/statistics.md. */
export interface EffectRow extends GroupName {
  readonly condition: Condition;
  readonly against: Condition;
  /** Of `condition`, and of `against`. */
  readonly role: Role;
  readonly againstRole: Role;
  /** BCP 47; null for the unweighted mean over languages. */
  readonly language: string | null;
  readonly languages: readonly string[];
  readonly metric: string;
  /** In points. */
  readonly estimate: number;
  /** 95 %, in points, not corrected for other contrasts; null with one seed of a metric without item scores, or whose items do not vary. */
  readonly interval: Interval | null;
  /** The level at which the interval touches 0. */
  readonly p: number | null;
  /** By Holm's method: over the primary contrasts of the target, of which one without a result has p = 1, or over its exploratory ones; of a language, over the languages of the contrast. */
  readonly pAdjusted: number | null;
  /** Follows `pAdjusted`. */
  readonly verdict: EffectVerdict;
  /** Probability that the effect is an improvement, and one of more than the margin (flat prior). */
  readonly pPositive: number | null;
  readonly pAboveMargin: number | null;
  /** Smallest true effect that would have been found with 80 % probability, in points. */
  readonly mde: number | null;
  readonly bySeed: readonly SeedValue[];
  /** Of a mean over languages; empty for one language. */
  readonly byLanguage: readonly LanguageValue[];
  readonly seeds: number;
  /** The fewest draws of shots of a language; 0 without shots. */
  readonly buckets: number;
  /** Runs without a partner. */
  readonly leftOut: number;
  readonly sources: ErrorSources;
  /** Shares of the variance of the estimate; they add up to 1. Null without an interval. */
  readonly variance: { readonly seeds: number; readonly draws: number; readonly items: number } | null;
  /** Declared in the study file before anything ran. */
  readonly primary: boolean;
  /** The estimate when seeds that failed count as guesses; null where none failed or guessing has no known score. */
  readonly withFailures: number | null;
  readonly flags: readonly EffectFlag[];
}

/** The best of several intermediates against the baseline, corrected for having been chosen by the test itself. */
export interface BestChoice extends GroupName {
  /** Intermediates that were compared; placebos are not among them, nor is what is left out. */
  readonly compared: number;
  /** Over which all of them were compared, and how many seeds in each; 0 where no model was trained. */
  readonly languages: readonly string[];
  readonly seeds: number;
  /** Intermediates that lack some of these, with those of them that they have. */
  readonly leftOut: readonly {
    readonly intermediate: string;
    readonly languages: readonly string[];
    readonly seeds: number;
  }[];
  readonly intermediate: string;
  /** In points: its own estimate, with the simultaneous interval of all that were compared. */
  readonly estimate: number;
  readonly interval: Interval | null;
  readonly pAdjusted: number | null;
  readonly verdict: EffectVerdict;
  /**
   * What choosing the best is worth, chosen and scored on different seeds and items; no interval of its own. Null where one
   * language has one score for all of its items, which cannot be halved.
   */
  readonly crossFitted: number | null;
  /** The best one's true effect is at least this (in its better direction). */
  readonly bound: number | null;
  /** What the scores on English development rows would choose, with a plain interval. */
  readonly byDevelopment: {
    readonly intermediate: string;
    readonly estimate: number;
    readonly interval: Interval | null;
  } | null;
}

/** A number of target-language examples on a curve: the gain over the baseline. */
export interface CurvePoint {
  readonly shots: number;
  /** In points. */
  readonly gain: number;
  readonly interval: Interval | null;
  /** By isotonic regression over all points. */
  readonly fitted: number;
  /** One for each seed and draw, in points: the mean over languages. */
  readonly runs: readonly { readonly seed: number; readonly bucket: number; readonly gain: number }[];
}

/** Gain over the baseline against the number of target-language examples, without an intermediate. */
export interface ShotCurve extends GroupName {
  /** Name of the arm's form: sequential and joint shots have a curve each. */
  readonly arm: string;
  readonly language: string | null;
  readonly languages: readonly string[];
  readonly points: readonly CurvePoint[];
}

/** How many target-language examples give what an intermediate gives without any. */
export interface ShotEquivalent extends GroupName {
  readonly intermediate: string;
  /** Of the curve it is looked up on. */
  readonly arm: string;
  readonly language: string | null;
  /** Those that the intermediate and every number of examples have, and how many seeds; 0 where no seed decides the gain. */
  readonly languages: readonly string[];
  readonly seeds: number;
  /** Whether the intermediate's own effect is over more languages or seeds than these. */
  readonly partly: boolean;
  /** The intermediate's gain over the baseline, over these languages and seeds, in points. */
  readonly gain: number;
  readonly gainInterval: Interval | null;
  readonly answer: 'number' | 'below' | 'above' | 'no positive equivalent' | 'not monotone' | 'uncertain';
  /** Of the answer `number`, else null. */
  readonly shots: number | null;
  /** Null at an end: beyond what was measured. */
  readonly interval: readonly [low: number | null, high: number | null] | null;
  readonly smallest: number;
  readonly largest: number;
  /** That it lies below the smallest measured number, between, above the largest; `without` is the part of `below` that needs no example. */
  readonly probabilities: {
    readonly below: number;
    readonly between: number;
    readonly above: number;
    readonly without: number;
  };
}

/** k examples without and with an intermediate in front, and whether the two add up. */
export interface Interaction extends GroupName {
  readonly intermediate: string;
  readonly arm: string;
  readonly shots: number;
  readonly languages: readonly string[];
  /** Scores in points: the examples alone, and after the intermediate. */
  readonly without: number;
  readonly with: number;
  /** (with k − k) − (intermediate − baseline), in points. */
  readonly estimate: number;
  readonly interval: Interval | null;
  readonly p: number | null;
}

/** How a contrast differs between languages. */
export interface Spread extends GroupName {
  readonly condition: Condition;
  readonly against: Condition;
  /** Sorted by the baseline's score, the highest first; points. */
  readonly languages: readonly {
    readonly language: string;
    readonly baseline: number;
    readonly estimate: number;
    readonly interval: Interval | null;
    readonly shrunken: number;
  }[];
  readonly helped: readonly string[];
  readonly harmed: readonly string[];
  readonly worst: string;
  /** Standard deviation of the true effects between languages, in points. */
  readonly tau: number;
  /** Of "they do not differ". */
  readonly p: number;
  /** Null below five languages. */
  readonly likeThese: Interval | null;
  readonly newLanguage: Interval | null;
}

/** One evaluated model in one language. */
export interface RunDot extends GroupName {
  readonly condition: Condition;
  readonly language: string;
  readonly seed: number;
  readonly bucket: number;
  /** In the metric's unit. */
  readonly score: number;
  readonly chance: number | null;
  readonly flags: readonly RunFlag[];
}

/**
 * What a study of more or fewer seeds would find of one difference to the baseline without shots: the first intermediate's, or
 * without any that of the first other arm.
 */
export interface Power extends GroupName, Pick<EffectRow, 'condition' | 'against' | 'languages'> {
  /** Standard deviation of one arm over seeds, and error of a difference over items, in points. */
  readonly seedDeviation: number;
  readonly itemError: number;
  readonly detectable: readonly { readonly seeds: number; readonly effect: number }[];
}

/** Tests that take the trained models as they are: they say nothing of other seeds. */
export interface CheckpointTests extends GroupName {
  readonly condition: Condition;
  readonly against: Condition;
  readonly language: string;
  /** Paired approximate randomisation over clusters of items, two-sided. */
  readonly randomisation: number | null;
  /** Exact, combined over seeds; null where items are not right or wrong. */
  readonly mcnemar: number | null;
  /** McNemar's, by Holm's method over the languages of the comparison. */
  readonly holm: number | null;
}

/** One sentence of the answer, with what it rests on. */
export interface AnswerLine extends GroupName {
  /** Null where there is nothing to compare. */
  readonly effect: EffectRow | null;
  /** Whether the study declared the contrast before anything ran; without an effect it has no result yet. */
  readonly declared: boolean;
  /** The effect's own; of the best of several the one that is corrected for the choice. */
  readonly verdict: EffectVerdict | null;
  readonly text: string;
  /** `3 seeds`, `1 draw of shots`, `2 degenerate runs`, `shares data`. */
  readonly badges: readonly string[];
}

/** Everything that tables and figures show: plain JSON data. */
export interface Analysed {
  readonly schema: 'stopover-analysis/2';
  readonly study: Results['study'];
  readonly clipped?: Results['clipped'];
  /** What a reader must know before any number. */
  readonly notices?: Results['notices'];
  readonly targets: Results['targets'];
  readonly settings: {
    readonly seed: number;
    readonly replicates: number;
    readonly confidence: 0.95;
    /** The smallest difference that matters, in points. */
    readonly margin: number;
  };
  readonly answer: { readonly headline: string; readonly lines: readonly AnswerLine[] };
  readonly scores: readonly ScoreRow[];
  readonly effects: readonly EffectRow[];
  readonly best: readonly BestChoice[];
  readonly curves: readonly ShotCurve[];
  readonly equivalents: readonly ShotEquivalent[];
  readonly interactions: readonly Interaction[];
  readonly spreads: readonly Spread[];
  readonly runs: readonly RunDot[];
  readonly power: readonly Power[];
  readonly checkpoints: readonly CheckpointTests[];
  /** Evaluations made, and asked for but not there, over the whole study. */
  readonly cells: { readonly made: number; readonly missing: number };
}
