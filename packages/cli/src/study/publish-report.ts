import { type Analysis, analyse, type ReportFiles, type SummaryRow, summaryRows, writeReport } from '@stopover/report';
import type { Results } from '@stopover/study';
import { counted } from './quantities.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

/** A report that was written, as `--json` gives it. */
export interface Published {
  readonly study: string;
  readonly answer: Analysis['answer'];
  readonly summary: readonly SummaryRow[];
  /** Asked for, and not there because the data do not have it. */
  readonly unavailable: Results['unavailable'];
  readonly failed: Results['failed'];
  /** Trainings that have data in common with a target. */
  readonly overlaps: Results['overlaps'];
  readonly report: ReportFiles;
}

/** Analyses results, writes the report into `folder`, and prints the answer, the table and the path of the page. */
export async function publishReport(results: Results, folder: string, terminal: Terminal): Promise<Published> {
  const analysis = analyse(results);
  const report = await writeReport(analysis, results, folder);
  const summary = summaryRows(analysis);
  const { colors } = terminal;
  terminal.print();
  terminal.print(colors.bold(analysis.answer.headline));
  if (analysis.answer.targets.length > 1) for (const { text } of analysis.answer.targets) terminal.print(`  ${text}`);
  terminal.print();
  terminal.print(summaryTable(summary, terminal));
  terminal.print();
  for (const line of gaps(results)) terminal.print(colors.yellow(line));
  terminal.print(`Report: ${report.html}`);
  const { unavailable, failed, overlaps } = results;
  return { study: results.study.name, answer: analysis.answer, summary, unavailable, failed, overlaps, report };
}

/** An overlap as a line for a person. */
export const sameData = ({ target, note }: Results['overlaps'][number]): string => `Same data (${target}): ${note}.`;

function summaryTable(rows: readonly SummaryRow[], { colors }: Terminal): string {
  const paint = ({ verdict, gain }: SummaryRow) => {
    if (verdict === 'helps') return colors.green(gain);
    return verdict === 'hurts' ? colors.red(gain) : gain;
  };
  const notes = rows.some(({ note }) => note !== '');
  const columns = [
    { title: 'target' },
    { title: 'model' },
    { title: 'score', align: 'right' as const },
    { title: '95 %', align: 'right' as const },
    { title: 'to zero-shot', align: 'right' as const },
    { title: '95 %', align: 'right' as const },
    { title: 'over' },
    ...(notes ? [{ title: 'note' }] : []),
  ];
  const cells = rows.map((row, i) => [
    // A target is named once: the eye finds the groups.
    rows[i - 1]?.target === row.target ? '' : row.target,
    row.condition,
    row.score,
    row.interval,
    paint(row),
    row.gainInterval,
    row.over,
    ...(notes ? [row.note] : []),
  ]);
  return table(columns, cells, colors.bold);
}

function gaps({ unavailable, failed, overlaps }: Results): readonly string[] {
  const lines = overlaps.map(sameData);
  if (failed.length > 0)
    lines.push(`${counted(failed.length, 'stage')} failed: ${failed.map(({ title }) => title).join('; ')}.`);
  if (unavailable.length > 0) {
    lines.push(`${counted(unavailable.length, 'part')} of the grid without data; the report says which and why.`);
  }
  return lines;
}
