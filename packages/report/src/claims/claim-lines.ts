import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { interval, probability, score, signed } from '../page/words.ts';
import { type JudgedClaim, judgeClaims } from './judge-claims.ts';
import type { ClaimNumber, ClaimVerdict } from './judgement.ts';
import { study2020 } from './published.ts';

/** A claim as a reader sees it: texts only. */
export interface ClaimLine {
  readonly id: number;
  readonly text: string;
  readonly published: string;
  readonly rule: string;
  readonly verdict: ClaimVerdict;
  readonly because: string;
  /** `gain of mnli on xnli: +1.2 points [0.3, 2.1] (detectable 1.3)`. */
  readonly numbers: readonly string[];
  readonly needs: readonly string[];
}

/** The claims in one setting. */
export interface ClaimGroup {
  /** The base model and the targets; '' where the study has one setting. */
  readonly name: string;
  readonly lines: readonly ClaimLine[];
}

/** The section of a report's page on the claims. */
export interface ClaimSection {
  readonly title: string;
  readonly introduction: string;
  readonly groups: readonly ClaimGroup[];
}

/** The section "The claims of 2020" of a report: what the study says of each, with the numbers and what is missing. */
export function claimLines(analysed: Analysed, results: Results): ClaimSection {
  const { settings, margin } = judgeClaims(analysed, results);
  return {
    title: 'The claims of 2020',
    introduction: `What this study says of ten claims of ${study2020} Intervals are 95 %, the margin is ${score(margin)} points.`,
    groups: settings.map(({ model, targets, claims }) => ({
      name: settings.length > 1 ? `${model}: ${targets.join(', ')}` : '',
      lines: claims.map(lineOf),
    })),
  };
}

const lineOf = ({ id, text, published, rule, verdict, because, numbers, needs }: JudgedClaim): ClaimLine => ({
  ...{ id, text, published, rule, verdict, because, needs },
  numbers: numbers.map(numberInWords),
});

/** A number of a judgement with its unit, interval and detectable effect. */
function numberInWords({ what, value, unit, interval: ends, detectable }: ClaimNumber): string {
  if (unit === 'count') return `${what}: ${value}`;
  if (unit === 'p') return `${what}: ${probability(value)}`;
  const around = ends ? ` ${interval(ends)}` : ' (no interval)';
  const found = detectable === null ? '' : ` (detectable ${score(detectable)})`;
  const points = /^(total|zero-shot)/.test(what) ? score(value) : signed(value);
  return `${what}: ${points} points${around}${found}`;
}
