import type { Results } from '@stopover/study';
import type { Analysed, EffectRow, ScoreRow } from '../analysis/analysed.ts';
import {
  type AveragedOver,
  commonOver,
  countsInWords,
  leadingRow,
  meanOver,
  otherOver,
} from '../analysis/averaged-over.ts';
import { type GroupView, macroEffects, type ReportView, viewOf } from '../page/group-view.ts';
import { adjustedP, certainty } from '../page/words.ts';

/**
 * Tables for a paper (`booktabs`, `siunitx`), one a target: score and difference to zero-shot with their intervals, the
 * mean over languages. Trainings that share data with a target stand under it, and so does what a row is the mean over where
 * that is not what the caption says: a number must not travel without either.
 */
export function latexTables(analysis: Analysed, results: Results): string {
  const view = viewOf(analysis, results);
  return [
    '% Needs \\usepackage{booktabs} and \\usepackage{siunitx} (version 3). Numbers are points (0 to 100).',
    ...(analysis.notices ?? []).map((notice) => `% ${notice.replace(/\s+/g, ' ')}`),
    ...view.groups.map((group) => tableOf(group, view)),
  ].join('\n');
}

function tableOf(group: GroupView, { analysis, results }: ReportView): string {
  const overlaps = results.overlaps.filter(({ target }) => target === group.target);
  const rows = group.scores.filter(({ language, cells }) => language === null && cells > 0);
  const gains = new Map(
    macroEffects(group)
      .filter(({ againstRole }) => againstRole === 'baseline')
      .map((row) => [row.condition.name, row]),
  );
  const declared = analysis.answer.lines.some((line) => line.declared);
  const over = commonOver(leadingRow(rows)?.languages ?? [], rows);
  const others = otherMeans(rows, gains, over);
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(captionOf(group, over, others))}${declared ? ' $\\ast$: declared before the study ran.' : ' All contrasts are exploratory.'}}`,
    `\\label{tab:${group.slug}}`,
    '\\begin{tabular}{l S[table-format=3.1] l S[table-format=+3.1] l S[table-format=1.2] S[table-format=1.3] l}',
    '\\toprule',
    'Condition & {Score} & {95 \\%} & {Gain} & {95 \\%} & {P(better)} & {$p$} & Verdict \\\\',
    '\\midrule',
    ...rows.map((row) => {
      const gain = gains.get(row.condition.name);
      const mark = (one: AveragedOver) => others.get(otherOver(one, over)) ?? '';
      const own = [numberOf(row.mean) + mark(row), rangeOf(row.interval)];
      return `${[escapeLatex(row.condition.name) + marksOf(gain), ...own, ...gainCells(gain, mark)].join(' & ')} \\\\`;
    }),
    '\\bottomrule',
    '\\end{tabular}',
    ...[...others].map(([words, mark]) => `\\par\\footnotesize${mark} Mean over ${escapeLatex(words)}.`),
    ...overlaps.map(({ note }) => `\\par\\footnotesize $\\dagger$ Data overlap: ${escapeLatex(note)}.`),
    '\\end{table}',
    '',
  ].join('\n');
}

/** What means are over that are not over what the caption says, each with its mark. */
function otherMeans(
  rows: readonly ScoreRow[],
  gains: ReadonlyMap<string, EffectRow>,
  over: AveragedOver,
): ReadonlyMap<string, string> {
  const means = rows.filter(({ mean }) => mean !== null).flatMap((row) => [row, gains.get(row.condition.name) ?? []]);
  const words = new Set(means.flat().map((one) => otherOver(one, over)));
  words.delete('');
  return new Map([...words].map((one, i) => [one, ` {\\textsuperscript{${letterOf(i)}}}`]));
}

/** a … z, aa, ab … */
const letterOf = (i: number): string =>
  (i < 26 ? '' : letterOf(Math.floor(i / 26) - 1)) + String.fromCharCode(97 + (i % 26));

function captionOf({ title, summary }: GroupView, over: AveragedOver, others: ReadonlyMap<string, string>): string {
  const marked =
    others.size > 0
      ? ' Marked numbers are means over something else, and not comparable where their languages are others.'
      : '';
  return `${title}: ${summary?.metric ?? 'score'} and difference to zero-shot in points, ${meanOver(over.languages)}, with 95 % intervals by variance components (${countsInWords(over).join(', ')}).${marked} Intervals are not adjusted for the number of rows; p-values are, by Holm’s method.`;
}

const marksOf = (gain: EffectRow | undefined): string =>
  `${gain?.flags.includes('shares data') ? ' $\\dagger$' : ''}${gain?.primary ? ' $\\ast$' : ''}`;

function gainCells(gain: EffectRow | undefined, mark: (gain: EffectRow) => string): string[] {
  if (!gain) return ['', '', '', '', ''];
  return [
    numberOf(gain.estimate) + mark(gain),
    rangeOf(gain.interval),
    certaintyOf(gain.pPositive),
    adjustedOf(gain.pAdjusted),
    gain.verdict,
  ];
}

/** Never 0: a small p says below what it lies. */
const adjustedOf = (p: number | null): string =>
  p !== null && p < 0.001 ? `{${escapeLatex(adjustedP(p))}}` : numberOf(p, 3);

/** A number for an S column; nothing where there is none. */
const numberOf = (value: number | null, digits = 1): string =>
  value === null || !Number.isFinite(value) ? '' : value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1');

/** Never 0 or 1, which no finite study shows. */
const certaintyOf = (p: number | null): string =>
  p !== null && (p > 0.995 || p < 0.005) ? `{${escapeLatex(certainty(p))}}` : numberOf(p, 2);

const rangeOf = (ends: readonly [number, number] | null): string =>
  ends ? `{[\\num{${numberOf(ends[0])}}, \\num{${numberOf(ends[1])}}]}` : '';

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '’': "'",
};

/** Text with the signs that LaTeX would obey made harmless. */
export const escapeLatex = (text: string): string =>
  text.replace(/[\\~^<>|±−→’]|[&%$#_{}]/g, (sign) => signs[sign] ?? `\\${sign}`).replace(/\s+/g, ' ');
