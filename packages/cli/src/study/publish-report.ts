import {
  type Analysed,
  analyseResults,
  markedLines,
  type ReportFiles,
  type ReportOptions,
  type SummaryLine,
  summaryLines,
  writeReport,
} from '@stopover/report';
import type { Results } from '@stopover/study';
import type { Terminal } from '../program/terminal.ts';
import { counted } from '../views/quantities.ts';
import { table } from '../views/table.ts';

/** A report that was written, as `--json` gives it. */
export interface Published {
  readonly study: string;
  readonly answer: Analysed['answer'];
  readonly summary: readonly SummaryLine[];
  /** What a reader must know before any number: that it is of a part of the study. */
  readonly notices: readonly string[];
  /** Asked for, and not there because the data do not have it. */
  readonly unavailable: Results['unavailable'];
  readonly failed: Results['failed'];
  /** Trainings that have data in common with a target. */
  readonly overlaps: Results['overlaps'];
  readonly report: ReportFiles;
  /** What the item table could not hold, a sentence each. */
  readonly notes: readonly string[];
}

/** The item table in a report's folder. */
export const itemsFile = 'items.parquet';

/** Analyses results, writes the report into `folder`, and prints the answer, the table and the path of the page. */
export async function publishReport(
  results: Results,
  folder: string,
  terminal: Terminal,
  sources: ReportOptions = {},
): Promise<Published> {
  const analysis = analyseResults(results);
  const { notes, ...report } = await writeReport(analysis, results, folder, sources);
  const summary = summaryLines(analysis);
  const { colors } = terminal;
  terminal.print();
  const { notices = [] } = analysis;
  for (const notice of notices) terminal.print(colors.yellow(notice));
  terminal.print(colors.bold(analysis.answer.headline));
  if (analysis.answer.lines.length > 1) for (const { text } of analysis.answer.lines) terminal.print(`  ${text}`);
  terminal.print();
  terminal.print(summaryTable(markedLines(analysis), terminal));
  terminal.print(colors.dim(readingNote(analysis)));
  terminal.print();
  for (const line of [...gaps(results), ...notes]) terminal.print(colors.yellow(line));
  terminal.print(`Report: ${report.html}`);
  const { unavailable, failed, overlaps } = results;
  const { name: study } = results.study;
  return { study, answer: analysis.answer, summary, notices, unavailable, failed, overlaps, report, notes };
}

/** An overlap as a line for a person. */
export const sameData = ({ target, note }: Results['overlaps'][number]): string => `Data overlap (${target}): ${note}.`;

function summaryTable(rows: readonly SummaryLine[], { colors }: Terminal): string {
  const paint = ({ verdict, gain }: SummaryLine) => {
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
    { title: 'P(better)', align: 'right' as const },
    { title: 'verdict' },
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
    row.better,
    row.verdict ?? '',
    row.over,
    ...(notes ? [row.note] : []),
  ]);
  return table(columns, cells, colors.bold);
}

/** How the numbers of the table are to be read. */
function readingNote({ effects, settings }: Analysed): string {
  const oneDraw = effects.some(({ flags }) => flags.includes('one draw'));
  return [
    `Intervals are 95 %, not corrected for their number; verdicts are corrected within a target, with a margin of ${counted(settings.margin, 'point')}.`,
    ...(oneDraw ? ['With one draw of shots the spread over draws is in no interval.'] : []),
  ].join(' ');
}

/** Failed stages that a terminal is told by name; the report has all. */
const failedNamed = 5;

function gaps({ unavailable, failed, overlaps }: Results): readonly string[] {
  const lines = overlaps.map(sameData);
  if (failed.length > 0) {
    const named = failed.slice(0, failedNamed).map(({ title }) => title);
    const more = failed.length > failedNamed ? [`and ${failed.length - failedNamed} more`] : [];
    lines.push(`${counted(failed.length, 'stage')} failed or not run: ${[...named, ...more].join('; ')}.`);
  }
  if (unavailable.length > 0) {
    lines.push(`${counted(unavailable.length, 'part')} of the grid without data; the report says which and why.`);
  }
  return lines;
}
