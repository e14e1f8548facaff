import type { Results } from '@stopover/study';
import type { Analysis } from './analysis.ts';
import { gaps } from './gaps.ts';
import { method } from './method.ts';
import { cited } from './references.ts';
import { summaryRows } from './summary-rows.ts';

/** The summary as a Markdown table: mean over languages of every condition, difference to zero-shot. */
export function markdownTable(analysis: Analysis): string {
  const head = [
    'Target',
    'Condition',
    'Score ± sd',
    '95 % interval',
    'To zero-shot',
    '95 % interval',
    'p',
    'Over',
    'Note',
  ];
  const rows = summaryRows(analysis).map((row) => [
    row.target,
    row.condition,
    row.score,
    row.interval,
    row.gain,
    row.gainInterval,
    row.p,
    row.over,
    row.note,
  ]);
  return table(head, rows);
}

/** The whole report in Markdown: the answer, the summary, what is missing, how it was computed. */
export function markdownReport(analysis: Analysis, results: Results): string {
  const { answer, study } = analysis;
  const several = answer.targets.length > 1;
  const section = (title: string, body: string) => `## ${title}\n\n${body}\n`;
  const missing = gaps(analysis, results).filter(({ rows }) => rows.length > 0);
  return [
    `# ${escapeMarkdown(answer.headline)}\n`,
    `Study ${escapeMarkdown(study.name)}, model ${escapeMarkdown(study.model)}.\n`,
    ...(several ? [section('Answers', answer.targets.map(({ text }) => `- ${escapeMarkdown(text)}`).join('\n'))] : []),
    section('Mean over languages', markdownTable(analysis)),
    ...missing.map(({ title, head, rows }) =>
      section(
        title,
        table(
          head,
          rows.map((row) => row.map(String)),
        ),
      ),
    ),
    section(
      'How this was computed',
      method(analysis)
        .map(([term, text]) => `- **${term}.** ${escapeMarkdown(text)}`)
        .join('\n'),
    ),
    ...(results.references.length > 0 ? [section('Data and papers', references(results))] : []),
  ].join('\n');
}

/** A list for a paper's appendix: an address in angle brackets is a link. */
const references = (results: Results): string =>
  cited(results)
    .map(({ task, text, link, data }) => {
      const address = link === null || link === text ? '' : ` ${escapeMarkdown(link)}`;
      return `- **${escapeMarkdown(task)}.** ${escapeMarkdown(text)}${address} ${escapeMarkdown(data)}`;
    })
    .join('\n');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
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
