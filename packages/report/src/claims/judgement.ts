import { effectVerdict, type Interval } from '@stopover/statistics';
import { type Estimate, intervalAt } from './estimate.ts';
import type { Evidence } from './evidence.ts';

/** What a study says of a claim. */
export type ClaimVerdict = 'supported' | 'contradicted' | 'not decidable here';

/** A number that a verdict rests on. */
export interface ClaimNumber {
  readonly what: string;
  readonly value: number;
  readonly unit: 'points' | 'count' | 'p';
  /** 95 %, of points; null where the error is not known (one seed, or no result by item). */
  readonly interval: Interval | null;
  /** The smallest effect that this study would have found with 80 % probability, in points. */
  readonly detectable: number | null;
}

/** A claim judged. */
export interface Judgement {
  readonly verdict: ClaimVerdict;
  /** Why, in a sentence. */
  readonly because: string;
  readonly numbers: readonly ClaimNumber[];
  /** What a study would need to decide it; empty where it is decided. */
  readonly needs: readonly string[];
}

/** One of the ten. */
export interface Claim {
  readonly id: number;
  /** In the terms of the study of 2020. */
  readonly text: string;
  /** What was published; '' where no number was. */
  readonly published: string;
  /** When it is supported and when contradicted; all between is not decidable. */
  readonly rule: string;
  readonly judge: (evidence: Evidence) => Judgement;
}

/** What an interval says of one part of a claim. */
export type Answer = 'yes' | 'no' | 'unclear' | 'too few seeds';

/** Below three seeds nothing is said to hold or to fail. */
const enoughSeeds = 3;

/**
 * Whether a true value is above a threshold: `yes` where the 95 % interval lies above it, `no` where the interval at
 * 1 − 0.05/`family` lies below. A claim on several parts at once is supported only when all are `yes`, for which each may
 * be tested at 5 % (Berger 1982); it is contradicted by any `no`, which is therefore corrected for their number (Bonferroni).
 */
export function isAbove(estimate: Estimate, threshold: number, family = 1): Answer {
  if (estimate.seeds < enoughSeeds) return 'too few seeds';
  const [plain, wide] = [intervalAt(estimate), intervalAt(estimate, 0.05 / family)];
  if (!plain || !wide) return 'unclear';
  if (plain[0] > threshold) return 'yes';
  return wide[1] < threshold ? 'no' : 'unclear';
}

/**
 * Whether one thing beats another: `yes` where the 95 % interval of the difference lies above 0; `no` where it lies below
 * (at 1 − 0.05/`family`), or within ± `margin`: then there is no difference that matters.
 */
export function beats(estimate: Estimate, margin: number, family = 1): Answer {
  const [plain, wide] = [intervalAt(estimate), intervalAt(estimate, 0.05 / family)];
  if (estimate.seeds < enoughSeeds) return 'too few seeds';
  if (!plain || !wide) return 'unclear';
  const { seeds } = estimate;
  if (effectVerdict({ interval: plain, seeds, margin }) === 'helps') return 'yes';
  return ['hurts', 'no effect beyond the margin'].includes(effectVerdict({ interval: wide, seeds, margin }))
    ? 'no'
    : 'unclear';
}

/** A claim that holds when every part does and fails when any part fails. */
export function allOf(answers: readonly Answer[]): ClaimVerdict {
  if (answers.includes('no')) return 'contradicted';
  return answers.length > 0 && answers.every((answer) => answer === 'yes') ? 'supported' : 'not decidable here';
}

/** An estimate as a number of a judgement. */
export const numberOf = (what: string, estimate: Estimate): ClaimNumber => ({
  what,
  value: estimate.value,
  unit: 'points',
  interval: intervalAt(estimate),
  detectable: estimate.detectable,
});

/** Something that was counted, or a p-value: neither has an interval. */
export const plainNumber = (what: string, value: number, unit: 'count' | 'p'): ClaimNumber => ({
  what,
  value,
  unit,
  interval: null,
  detectable: null,
});

/** What is needed, where a claim is still open. */
export const openNeeds = (verdict: ClaimVerdict, needs: readonly string[]): readonly string[] =>
  verdict === 'not decidable here' ? needs : [];

/** A study that has not what a claim is about. */
export const lacking = (numbers: readonly ClaimNumber[], needs: readonly string[]): Judgement => ({
  verdict: 'not decidable here',
  because: 'The study lacks what the claim is about.',
  numbers,
  needs,
});
