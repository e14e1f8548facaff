import { binomialUpperTail } from '../distributions/upper-tails.ts';

/** Every reason why a run is not to be trusted. */
export const runFlagNames = ['not above chance', 'one answer', 'loss did not fall'] as const;

/** Why a run is not to be trusted. */
export type RunFlag = (typeof runFlagNames)[number];

/** What is looked at of a run; what is not known is left out, and not judged. */
export interface RunFacts {
  /** Items answered rightly, of how many, and the share that guessing gets right (0 … 1, and 0 where nobody can say it). */
  readonly answers?: { readonly right: number; readonly items: number; readonly chance: number };
  /** How often each label was answered and is right: classification and choice. */
  readonly labels?: { readonly answered: ReadonlyMap<string, number>; readonly gold: ReadonlyMap<string, number> };
  /** Training loss, step by step. */
  readonly losses?: readonly number[];
}

/**
 * Flags of a degenerate run:
 * - `not above chance`: a one-sided binomial test at 5 % does not tell its right answers from guesses; where guessing gets
 *   nothing right, neither did the run;
 * - `one answer`: one label in more than 70 % of its answers that is less than 60 % of the gold;
 * - `loss did not fall`: the mean loss of the last tenth of the steps is not below 95 % of that of the first tenth.
 * Fewer than ten steps are not judged.
 */
export function runFlags({ answers, labels, losses }: RunFacts): RunFlag[] {
  return [
    ...(answers && notAboveChance(answers) ? ['not above chance' as const] : []),
    ...(labels && answersOne(labels) ? ['one answer' as const] : []),
    ...(losses && lossStayed(losses) ? ['loss did not fall' as const] : []),
  ];
}

const notAboveChance = ({ right, items, chance }: NonNullable<RunFacts['answers']>): boolean =>
  binomialUpperTail(right, items, chance) > 0.05;

function answersOne({ answered, gold }: NonNullable<RunFacts['labels']>): boolean {
  const share = (counts: ReadonlyMap<string, number>, label: string) => {
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return all === 0 ? 0 : (counts.get(label) ?? 0) / all;
  };
  return [...answered.keys()].some((label) => share(answered, label) > 0.7 && share(gold, label) < 0.6);
}

function lossStayed(losses: readonly number[]): boolean {
  const tenth = Math.floor(losses.length / 10);
  if (tenth === 0) return false;
  const meanOf = (some: readonly number[]) => some.reduce((sum, loss) => sum + loss, 0) / some.length;
  // A loss that is no number did not fall either.
  return !(meanOf(losses.slice(-tenth)) < 0.95 * meanOf(losses.slice(0, tenth)));
}
