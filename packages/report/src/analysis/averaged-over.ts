// What a mean is over. Scores over different languages stand in one column, and must not be read as if they were alike.
import { grouped } from '@stopover/statistics';
import { counted } from '../page/words.ts';
import type { ScoreRow } from './analysed.ts';

/** What a score, or a difference of two, is the mean over. */
export interface AveragedOver {
  /** BCP 47. */
  readonly languages: readonly string[];
  /** 0 where no model was trained. */
  readonly seeds: number;
  /** Draws of shots; 0 without shots. */
  readonly buckets: number;
}

/** The row that the languages of the others are held against: zero-shot's, or the first that has a score. */
export const leadingRow = (rows: readonly ScoreRow[]): ScoreRow | undefined =>
  rows.find(({ role, mean }) => role === 'baseline' && mean !== null) ?? rows.find(({ mean }) => mean !== null);

/**
 * What the head of a table says of all its rows: these languages, and the numbers of seeds and of draws that most rows have.
 * Rows of which it is not true are to say so: see `otherOver`.
 */
export const commonOver = (languages: readonly string[], rows: readonly AveragedOver[]): AveragedOver => ({
  languages,
  seeds: mostCommon(rows.map(({ seeds }) => seeds)),
  buckets: mostCommon(rows.map(({ buckets }) => buckets)),
});

/** Of the numbers above 0; the larger of two that are as common; 0 without any. */
function mostCommon(counts: readonly number[]): number {
  const known = grouped(
    counts.filter((count) => count > 0),
    String,
  );
  const [most] = [...known.values()].sort((a, b) => b.length - a.length || (b[0] ?? 0) - (a[0] ?? 0));
  return most?.[0] ?? 0;
}

/** `mean over 5 languages`; of a single one, which is the mean of nothing, `sw alone`. */
export const meanOver = (languages: readonly string[]): string =>
  languages.length === 1 ? `${languages[0]} alone` : `mean over ${counted(languages.length, 'language')}`;

/** `3 seeds`, `5 draws of shots`: those above 0. */
export const countsInWords = ({ seeds, buckets }: Pick<AveragedOver, 'seeds' | 'buckets'>): string[] => [
  ...(seeds > 0 ? [counted(seeds, 'seed')] : []),
  ...(buckets > 0 ? [counted(buckets, 'draw of shots', 'draws of shots')] : []),
];

/** Whether two means are over the same languages, in whatever order. */
export const sameLanguages = (a: Pick<AveragedOver, 'languages'>, b: Pick<AveragedOver, 'languages'>): boolean =>
  a.languages.length === b.languages.length && a.languages.every((language) => b.languages.includes(language));

/** `2 languages (de, sw), 2 seeds`: what a mean is over, as far as the head of its table says something else; else empty. */
export function otherOver(row: AveragedOver, head: AveragedOver): string {
  const { seeds, buckets } = row;
  return [
    ...(sameLanguages(row, head) ? [] : [`${counted(row.languages.length, 'language')} (${named(row, head)})`]),
    ...countsInWords({
      seeds: seeds === head.seeds ? 0 : seeds,
      buckets: buckets === head.buckets ? 0 : buckets,
    }),
  ].join(', ');
}

/** The languages themselves, or those of the head that are not there, whichever are fewer. */
function named({ languages }: AveragedOver, head: AveragedOver): string {
  const absent = head.languages.filter((language) => !languages.includes(language));
  const isPart = languages.every((language) => head.languages.includes(language));
  return isPart && absent.length < languages.length ? `without ${absent.join(', ')}` : languages.join(', ');
}
