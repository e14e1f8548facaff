import { groupName } from '../analysis/group-name.ts';
import { adjustedP, counted, interval, isPlural, score, signed } from '../page/words.ts';
import type { ComparedRow } from './compared.ts';

const verdicts: Readonly<Record<ComparedRow['verdict'], string>> = {
  helps: 'second is better',
  hurts: 'first is better',
  'no effect beyond the margin': 'no difference beyond the margin',
  unclear: 'cannot be told apart',
  'too few seeds': 'too few seeds',
  'the same runs': 'the same runs',
};

/** A verdict on two studies in words. */
export const comparedVerdict = ({ verdict }: Pick<ComparedRow, 'verdict'>): string => verdicts[verdict];

/** The comparison in one sentence: how many conditions differ, over the means over languages. */
export function comparedHeadline(rows: readonly ComparedRow[]): string {
  const scores = rows.filter(({ language, quantity }) => language === null && quantity === 'score');
  const [only] = scores;
  if (only && scores.every(({ verdict }) => verdict === 'the same runs')) {
    return `Both studies have the same runs of ${counted(scores.length, 'condition')}: every difference is exactly 0.`;
  }
  if (only && scores.length === 1) {
    const ends = only.interval ? ` ${interval(only.interval)}` : '';
    return `On ${comparedName(only)}, ${only.condition.name} ${isPlural(only.condition.name) ? 'differ' : 'differs'} by ${signed(only.estimate)} points${ends}: ${comparedVerdict(only)}.`;
  }
  const tally = Object.entries(verdicts).flatMap(([verdict, words]) => {
    const count = scores.filter((row) => row.verdict === verdict).length;
    return count > 0 ? [`${words} in ${count}`] : [];
  });
  return `Of ${counted(scores.length, 'condition')} in both studies: ${tally.join(', ')}.`;
}

/** The target of a row, with its English training and its model where there are several. */
export const comparedName = ({ target, training, model }: ComparedRow): string =>
  groupName({ target, training, model });

/** Titles of a table of differences. */
export const comparedHead = [
  'Target',
  'Condition',
  'Compared',
  'First',
  'Second',
  'Difference',
  '95 %',
  'p adjusted',
  'Detectable',
  'Seeds',
  'Verdict',
] as const;

/** A row of differences as texts, in the order of `comparedHead`. */
export const comparedTexts = (row: ComparedRow): readonly string[] => [
  comparedName(row),
  // Conditions of one table may be means over different languages.
  `${row.condition.name}, ${row.language ?? counted(row.languages.length, 'language')}`,
  row.quantity === 'gain' ? 'gain over the baseline' : 'score',
  row.quantity === 'gain' ? signed(row.first) : score(row.first),
  row.quantity === 'gain' ? signed(row.second) : score(row.second),
  signed(row.estimate),
  interval(row.interval),
  row.pAdjusted === null ? '–' : adjustedP(row.pAdjusted),
  score(row.detectable),
  row.seeds.map((count) => (count === 0 ? 'none' : `${count}`)).join(' and '),
  row.sharedRuns > 0 && row.verdict !== 'the same runs'
    ? `${comparedVerdict(row)} (${counted(row.sharedRuns, 'run')} in both)`
    : comparedVerdict(row),
];
