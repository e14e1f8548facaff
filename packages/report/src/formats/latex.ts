import type { Results } from '@stopover/study';
import type { Analysed, EffectRow } from '../analysis/analysed.ts';
import { type GroupView, macroEffects, type ReportView, viewOf } from '../page/group-view.ts';
import { certainty } from '../page/words.ts';

/**
 * Tables for a paper (`booktabs`, `siunitx`), one a target: score and difference to zero-shot with their intervals, the
 * mean over languages. Trainings that share data with a target stand under it: a number must not travel without that.
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
  const metric = group.summary?.metric ?? 'score';
  const languages = rows[0]?.languages.length ?? 0;
  const declared = analysis.effects.some(({ primary }) => primary);
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(`${group.title}: ${metric} and difference to zero-shot in points, mean over ${languages} languages, with 95 % intervals by variance components (${seedsOf(rows)} seeds). Intervals are not adjusted for the number of rows; p is, by Holm’s method.`)}${declared ? ' \\emph{p}: a contrast that was declared primary.' : ' All contrasts are exploratory.'}}`,
    `\\label{tab:${group.slug}}`,
    '\\begin{tabular}{l S[table-format=3.1] l S[table-format=+3.1] l S[table-format=1.2] S[table-format=1.3] l}',
    '\\toprule',
    'Condition & {Score} & {95 \\%} & {Gain} & {95 \\%} & {P(better)} & {$p$} & Verdict \\\\',
    '\\midrule',
    ...rows.map(
      (row) =>
        `${[escapeLatex(row.condition.name) + marksOf(gains.get(row.condition.name)), numberOf(row.mean), rangeOf(row.interval), ...gainCells(gains.get(row.condition.name))].join(' & ')} \\\\`,
    ),
    '\\bottomrule',
    '\\end{tabular}',
    ...overlaps.map(({ note }) => `\\par\\footnotesize $\\dagger$ Data overlap: ${escapeLatex(note)}.`),
    '\\end{table}',
    '',
  ].join('\n');
}

const seedsOf = (rows: GroupView['scores']): number => Math.max(0, ...rows.map(({ seeds }) => seeds));

const marksOf = (gain: EffectRow | undefined): string =>
  `${gain?.flags.includes('shares data') ? ' $\\dagger$' : ''}${gain?.primary ? ' \\emph{p}' : ''}`;

function gainCells(gain: EffectRow | undefined): string[] {
  if (!gain) return ['', '', '', '', ''];
  return [
    numberOf(gain.estimate),
    rangeOf(gain.interval),
    certaintyOf(gain.pPositive),
    numberOf(gain.pAdjusted, 3),
    gain.verdict,
  ];
}

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
