import type { Analysis, Difference, Row, Verdict } from './analysis.ts';
import { overSeedsOnly, verdictOf } from './answer.ts';
import { conditionName, groupName } from './conditions.ts';
import { counted, interval, probability, score, signed } from './words.ts';

/** One line of a summary, ready to print: the mean over languages of one condition. */
export interface SummaryRow {
  readonly target: string;
  readonly condition: string;
  /** `62.6 ± 1.7`: mean and standard deviation over seeds. */
  readonly score: string;
  readonly interval: string;
  /** Difference to zero-shot; empty for zero-shot. */
  readonly gain: string;
  readonly gainInterval: string;
  readonly p: string;
  /** `5 languages, 2 seeds`. */
  readonly over: string;
  /** What is missing or was left out; empty when nothing is. */
  readonly note: string;
  /** For the colour of the gain: null where there is none. */
  readonly verdict: Verdict | null;
}

/** The summary that a terminal, a page and Markdown show: one line a target and condition. */
export function summaryRows(analysis: Analysis): SummaryRow[] {
  return analysis.rows
    .filter((row) => row.language === null && wasAskedFor(row))
    .map((row) => ({
      target: groupName(row),
      condition: conditionName(row),
      ...cellsOf(row, upwardsOf(analysis, row.target)),
      over: row.cells > 0 ? overOf(row) : '',
      note: noteOf(row),
    }));
}

/** False for what the data cannot give: the list of what is not available has it. */
export const wasAskedFor = ({ cells, missing }: Row): boolean => cells > 0 || missing > 0;

/** 1 where a larger score is a better one, −1 otherwise. */
export function upwardsOf({ targets }: Analysis, target: string): 1 | -1 {
  const range = targets.find(({ name }) => name === target)?.range;
  return !range || range[1] >= range[0] ? 1 : -1;
}

/** The printed numbers of a row of any language. */
export function cellsOf(
  row: Row,
  upwards: 1 | -1,
): Pick<SummaryRow, 'score' | 'interval' | 'gain' | 'gainInterval' | 'p' | 'verdict'> {
  const gain = row.toZeroShot;
  return {
    score: row.mean === null ? 'no result' : `${score(row.mean)}${row.sd === null ? '' : ` ± ${score(row.sd)}`}`,
    interval: interval(row.interval),
    gain: gain ? signed(gain.value) : '',
    gainInterval: interval(gain?.interval ?? null),
    p: gain ? probability(gain.p) : '',
    verdict: gain ? verdictOf(gain, upwards) : null,
  };
}

function overOf({ languages, seeds, buckets }: Row): string {
  const draws = buckets > 1 ? `, ${counted(buckets, 'draw')} of shots` : '';
  return `${counted(languages, 'language')}, ${counted(seeds, 'seed')}${draws}`;
}

/** What a reader must know before trusting the numbers of a row. */
export function noteOf(row: Row): string {
  const missing = row.missing > 0 ? `${row.missing} of ${row.missing + row.cells} evaluations missing` : '';
  const rough = row.toZeroShot && overSeedsOnly(row.toZeroShot) ? 'intervals over seeds only' : '';
  return [missing, leftOut(row.toZeroShot), rough].filter((part) => part !== '').join('; ');
}

const leftOut = (difference: Difference | null): string =>
  difference && difference.unpaired > 0
    ? `${counted(difference.unpaired, 'run')} without a partner left out of the difference`
    : '';
