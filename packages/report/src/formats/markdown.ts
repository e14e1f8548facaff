import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { equivalentText } from '../analysis/equivalent-text.ts';
import type { Gap } from '../analysis/gap.ts';
import { groupName } from '../analysis/group-name.ts';
import { layersTable } from '../analysis/layers.ts';
import { markedLines } from '../analysis/marked-lines.ts';
import { sweepInWords, sweepTable } from '../analysis/sweep-table.ts';
import { combinationTable, sortedTrainings, trainingsInWords, trainingTable } from '../analysis/training-table.ts';
import { drawnTasks, reportGaps } from '../appendix/gaps.ts';
import { deviationsOf, methodOf } from '../appendix/method.ts';
import { cited } from '../appendix/references.ts';

/** The summary as a Markdown table: mean over languages of every condition, difference to zero-shot. */
export function markdownTable(analysis: Analysed): string {
  const head = [
    ...['Target', 'Condition', 'Score', '95 % interval', 'To zero-shot', '95 % interval', 'P(better)', 'p'],
    ...['Verdict', 'Over', 'Note'],
  ];
  const rows = markedLines(analysis).map((row) => [
    ...[row.target, row.condition, row.score, row.interval, row.gain, row.gainInterval, row.better, row.p],
    ...[row.verdict ?? '', row.over],
    [...(row.declared ? ['declared'] : []), ...(row.note === '' ? [] : [row.note])].join('; '),
  ]);
  return markdownRows(head, rows);
}

/** The whole report in Markdown: the answer, the summary, what is missing, how it was computed. */
export function markdownReport(analysis: Analysed, results: Results): string {
  const { answer, study, equivalents } = analysis;
  const section = (title: string, body: string) => `## ${title}\n\n${body}\n`;
  const layers = results.layers ? [layersTable(results.layers)] : [];
  const lists = [...reportGaps(analysis, results), ...layers, drawnTasks(results)].filter(
    ({ rows }) => rows.length > 0,
  );
  const inExamples = equivalents
    .filter(({ language }) => language === null)
    .map((one) => `- ${escapeMarkdown(`${groupName(one)}: ${equivalentText(one)}`)}`);
  const terms = (entries: readonly (readonly [string, string])[]) =>
    entries.map(([term, text]) => `- **${term}.** ${escapeMarkdown(text)}`).join('\n');
  const deviations = deviationsOf(analysis);
  return [
    `# ${escapeMarkdown(answer.headline)}\n`,
    `Study ${escapeMarkdown(study.name)}, model ${escapeMarkdown(study.models.join(', '))}.\n`,
    ...noticesIn(analysis),
    section(
      'Answer',
      answer.lines
        .map(({ text, badges }) => `- ${escapeMarkdown(badges.length > 0 ? `${text} (${badges.join('; ')})` : text)}`)
        .join('\n'),
    ),
    section('Mean over languages', markdownTable(analysis)),
    ...(inExamples.length > 0 ? [section('Stopover or examples?', inExamples.join('\n'))] : []),
    ...(results.sweep
      ? [section('Sweep', `${escapeMarkdown(sweepInWords(results.sweep))}\n\n${gapRows(sweepTable(results))}`)]
      : []),
    ...trainingSections(results, section),
    ...lists.map((list) => section(list.title, gapRows(list))),
    section('Method', terms(methodOf(analysis))),
    ...(deviations.length > 0 ? [section('Deviations from published protocols', terms(deviations))] : []),
    ...(results.references.length > 0 ? [section('Data and papers', references(results))] : []),
  ].join('\n');
}

/** How trainings went and what combined models are made of, where anything is known of them. */
function trainingSections(results: Results, section: (title: string, body: string) => string): string[] {
  const [trained, combined] = [trainingTable(results), combinationTable(results)];
  const words = escapeMarkdown(trainingsInWords(sortedTrainings(results)));
  return [
    ...(trained.rows.length > 0 ? [section(trained.title, `${words}\n\n${gapRows(trained)}`)] : []),
    ...(combined.rows.length > 0 ? [section(combined.title, gapRows(combined))] : []),
  ];
}

const gapRows = ({ head, rows }: Gap): string =>
  markdownRows(
    head,
    rows.map((row) => row.map(String)),
  );

/** What a reader must know before any number, as quotations. */
export const noticesIn = ({ notices = [] }: Pick<Analysed, 'notices'>): string[] =>
  notices.map((notice) => `> **Note.** ${escapeMarkdown(notice)}\n`);

/** A list for a paper's appendix: an address in angle brackets is a link. */
const references = (results: Results): string =>
  cited(results)
    .map(({ task, text, link, data }) => {
      const address = link === null || link === text ? '' : ` ${escapeMarkdown(link)}`;
      return `- **${escapeMarkdown(task)}.** ${escapeMarkdown(text)}${address} ${escapeMarkdown(data)}`;
    })
    .join('\n');

/** A Markdown table; what stands in its cells is escaped. */
export const markdownRows = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(escapeMarkdown))]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');

/** Text with the signs that Markdown or HTML would read as markup made harmless. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_[\]|#~!]/g, '\\$&')
    .replace(/\s+/g, ' ');
