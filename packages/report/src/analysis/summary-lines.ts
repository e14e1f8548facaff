import { type EffectVerdict, grouped } from '@stopover/statistics';
import { adjustedP, certainty, counted, interval, score, signed } from '../page/words.ts';
import type { Analysed, EffectFlag, EffectRow, RunDot, ScoreRow } from './analysed.ts';
import type { Condition } from './conditions.ts';
import { type GroupName, groupName } from './group-name.ts';

/** One line of a summary, ready to print: the mean over languages of one condition. */
export interface SummaryLine {
  readonly target: string;
  readonly condition: string;
  /** `62.6`: mean over seeds and languages. */
  readonly score: string;
  readonly interval: string;
  /** Difference to the baseline; empty for the baseline itself. */
  readonly gain: string;
  /** Its interval, not corrected for the other lines. */
  readonly gainInterval: string;
  /** `0.97`: probability that the difference is an improvement. */
  readonly better: string;
  /** After Holm's correction. */
  readonly p: string;
  /** Null where there is no difference. */
  readonly verdict: EffectVerdict | null;
  /** `5 languages, 3 seeds`. */
  readonly over: string;
  /** Whether the difference was declared before the study ran. */
  readonly declared: boolean;
  /** What is missing, degenerate or shared; empty when nothing is. */
  readonly note: string;
}

/** The summary that a terminal, a page and Markdown show: one line a target and condition. */
export function summaryLines({ scores, effects, runs }: Analysed): SummaryLine[] {
  const gains = grouped(
    effects.filter(({ language, againstRole }) => language === null && againstRole === 'baseline'),
    placeOf,
  );
  const degenerate = grouped(
    runs.filter(({ flags }) => flags.length > 0),
    placeOf,
  );
  const means = scores.filter(({ language }) => language === null);
  return means
    .filter((row) => row.cells > 0 || row.missing > 0)
    .map((row) => {
      const gain = gains.get(placeOf(row))?.[0];
      const apart = gain ? '' : apartFrom(means, row);
      return {
        target: groupName(row),
        condition: row.condition.name,
        score: row.mean === null ? 'no result' : score(row.mean),
        interval: interval(row.interval),
        ...gainCells(gain),
        declared: gain?.primary ?? false,
        over: row.cells > 0 ? overOf(row) : '',
        note: [noteOf(row, gain, (degenerate.get(placeOf(row)) ?? []).filter(among(row)).length), apart]
          .filter((part) => part !== '')
          .join('; '),
      };
    });
}

/** Why there are results and no score, or scores and no difference of them: what belongs together was not run. */
function apartFrom(means: readonly ScoreRow[], row: ScoreRow): string {
  if (row.mean === null) return row.cells === 0 ? '' : 'no seed in all languages, or no draw of shots in all seeds';
  const base = means.find((one) => one.role === 'baseline' && groupName(one) === groupName(row));
  if (!base || base.mean === null || (row.role !== 'intermediate' && row.role !== 'shots')) return '';
  return `no language and seed in common with ${base.condition.name}`;
}

/** Whether a run is one of those that a row is the mean of: English is often scored and left out of it. */
const among =
  ({ languages }: ScoreRow) =>
  ({ language }: RunDot): boolean =>
    languages.includes(language);

/** What rows of one target and condition have in common. */
const placeOf = (row: GroupName & { readonly condition: Condition }): string =>
  JSON.stringify([groupName(row), row.condition.name]);

function gainCells(
  gain: EffectRow | undefined,
): Pick<SummaryLine, 'gain' | 'gainInterval' | 'better' | 'p' | 'verdict'> {
  if (!gain) return { gain: '', gainInterval: '', better: '', p: '', verdict: null };
  const { estimate, interval: ends, pPositive, pAdjusted, verdict } = gain;
  return {
    gain: signed(estimate),
    gainInterval: interval(ends),
    better: pPositive === null ? '' : certainty(pPositive),
    p: pAdjusted === null ? '' : adjustedP(pAdjusted),
    verdict,
  };
}

function overOf({ languages, seeds, buckets }: ScoreRow): string {
  const draws = buckets > 0 ? `, ${counted(buckets, 'draw')} of shots` : '';
  return `${counted(languages.length, 'language')}, ${counted(seeds, 'seed')}${draws}`;
}

const flagNotes: Readonly<Partial<Record<EffectFlag, string>>> = {
  'shares data': 'shares data with the target',
  placebo: 'placebo',
  'near the floor': 'near the floor',
  'seeds only': 'interval over seeds only',
  oracle: 'chosen by labels of the language',
};

/** What a reader must know before trusting the numbers of a line. */
function noteOf({ missing, cells }: ScoreRow, gain: EffectRow | undefined, degenerate: number): string {
  const leftOut = gain?.leftOut ?? 0;
  return [
    missing > 0 ? `${missing} of ${missing + cells} evaluations missing` : '',
    leftOut > 0 ? `${counted(leftOut, 'run')} without a partner left out of the difference` : '',
    degenerate > 0 ? `${degenerate} of ${counted(cells, 'run')} degenerate` : '',
    ...(gain?.flags ?? []).map((flag) => flagNotes[flag] ?? ''),
  ]
    .filter((part) => part !== '')
    .join('; ');
}
