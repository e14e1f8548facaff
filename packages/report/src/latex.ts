import type { Results } from '@stopover/study';
import type { Analysis } from './analysis.ts';
import { summaryRows } from './summary-rows.ts';

/**
 * The summary as a LaTeX table for a paper (`booktabs`): mean over languages, difference to zero-shot, intervals.
 * Trainings that have data in common with a target stand under it: a number must not travel without that.
 */
export function latexTable(analysis: Analysis, overlaps: Results['overlaps'] = []): string {
  const rows = summaryRows(analysis);
  const lines = rows.flatMap((row, i) => {
    const first = rows[i - 1]?.target !== row.target;
    const cells = [first ? row.target : '', row.condition, row.score, row.interval, row.gain, row.gainInterval];
    return [...(first && i > 0 ? ['\\midrule'] : []), `${cells.map(escapeLatex).join(' & ')} \\\\`];
  });
  return [
    '% Needs \\usepackage{booktabs}. Intervals: 95 %, hierarchical paired bootstrap.',
    '\\begin{tabular}{llrlrl}',
    '\\toprule',
    'Target & Condition & Score & Interval & To zero-shot & Interval \\\\',
    '\\midrule',
    ...lines,
    '\\bottomrule',
    ...overlaps.map(({ target, note }) => footnote(`Same data (${target}): ${note}.`)),
    '\\end{tabular}',
    '',
  ].join('\n');
}

const footnote = (text: string): string =>
  `\\multicolumn{6}{p{0.9\\linewidth}}{\\footnotesize ${escapeLatex(text)}} \\\\`;

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '−': '$-$',
};

/** Text with the signs that LaTeX would obey made harmless. */
export const escapeLatex = (text: string): string =>
  text.replace(/[\\~^<>|±−]|[&%$#_{}]/g, (sign) => signs[sign] ?? `\\${sign}`).replace(/\s+/g, ' ');
