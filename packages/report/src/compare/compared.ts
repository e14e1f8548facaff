import type { EffectVerdict, Interval } from '@stopover/statistics';
import type { Condition } from '../analysis/conditions.ts';

/** What a row compares: the score of a condition, or what it gains over the baseline in each study. */
export type ComparedQuantity = 'score' | 'gain';

/** A difference between two studies: the second minus the first. */
export interface ComparedRow {
  readonly target: string;
  readonly training: string;
  /** The base model that both have, where a study has several; else null. */
  readonly model: string | null;
  /** Base models of the first and of the second study. */
  readonly models: readonly [first: string, second: string];
  readonly condition: Condition;
  readonly quantity: ComparedQuantity;
  /** BCP 47; null for the unweighted mean over languages. */
  readonly language: string | null;
  readonly languages: readonly string[];
  readonly metric: string;
  /** In points. */
  readonly first: number;
  readonly second: number;
  readonly estimate: number;
  /** 95 %, in points, not corrected for other rows; null where the error is not known. */
  readonly interval: Interval | null;
  readonly p: number | null;
  /** By Holm's method over the conditions of the target (scores and gains apart), or over the languages of a row. */
  readonly pAdjusted: number | null;
  /** Follows `pAdjusted`; `helps` where the second is better. */
  readonly verdict: EffectVerdict | 'the same runs';
  /** The smallest true difference that would have been found with 80 % probability, in points. */
  readonly detectable: number | null;
  /** Of the first and of the second study; 0 for a base model that was not trained. */
  readonly seeds: readonly [first: number, second: number];
  /** Evaluations that are the very same in both. */
  readonly sharedRuns: number;
}

/** Something that only one study has, or that both have in ways that do not fit. */
export interface Unpaired {
  readonly what: string;
  readonly reason: string;
}

/** Something about the studies themselves that differs: the second is then another experiment, not a repetition. */
export interface StudyDifference {
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

/** Two studies compared: what `stopover compare --json` prints. Plain JSON data. */
export interface Compared {
  readonly schema: 'stopover-comparison/1';
  readonly studies: readonly [first: string, second: string];
  /** The smallest difference that matters, in points. */
  readonly margin: number;
  /** What a reader must know of the studies before any number. */
  readonly notices: readonly string[];
  readonly headline: string;
  readonly rows: readonly ComparedRow[];
  readonly unpaired: readonly Unpaired[];
  readonly differs: readonly StudyDifference[];
}
