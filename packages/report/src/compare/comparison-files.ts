import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { reasonOf, writeAtomic } from '@stopover/files';
import { csvField } from '../formats/csv.ts';
import { escapeMarkdown, noticesIn } from '../formats/markdown.ts';
import { refuseOtherPage, writePage } from '../formats/write-page.ts';
import type { Compared } from './compared.ts';
import { comparedHead, comparedTexts } from './compared-text.ts';
import { comparisonMethod } from './comparison-method.ts';
import { comparisonPage } from './comparison-page.ts';

/** Paths of what was written. */
export interface ComparisonFiles {
  readonly html: string;
  readonly markdown: string;
  readonly csv: string;
  readonly json: string;
}

/**
 * Writes index.html with its figures, comparison.md, differences.csv and comparison.json into a folder, which is made if need be.
 * @throws StopoverError naming the folder when it cannot be written, or holds a report.
 */
export async function writeComparison(compared: Compared, folder: string): Promise<ComparisonFiles> {
  await refuseOtherPage(folder, 'comparison');
  const page = comparisonPage(compared);
  const files: ComparisonFiles = {
    html: join(folder, 'index.html'),
    markdown: join(folder, 'comparison.md'),
    csv: join(folder, 'differences.csv'),
    json: join(folder, 'comparison.json'),
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeAtomic(files.json, `${JSON.stringify(compared, null, 2)}\n`);
    await writeAtomic(files.csv, differencesCsv(compared));
    await writeAtomic(files.markdown, comparisonMarkdown(compared));
    await writePage(page, folder);
  } catch (error) {
    const remedy = 'Choose a folder that can be written, or free some space, and compare again.';
    throw new StopoverError({ where: folder, what: reasonOf(error), remedy }, { cause: error });
  }
  return files;
}

const columns = [
  ...['target', 'training', 'language', 'arm', 'intermediate', 'shots', 'selection', 'compared', 'metric'],
  ...['first', 'second', 'difference', 'low', 'high', 'p', 'p_adjusted', 'verdict', 'mde'],
  ...['first_model', 'second_model', 'first_seeds', 'second_seeds', 'shared_runs'],
] as const;

/** Every difference, one a line: RFC 4180, UTF-8, with a header; points (0 … 100). */
function differencesCsv({ rows }: Compared): string {
  const lines = rows.map((row) => {
    const { arm, intermediate, shots, selection } = row.condition;
    const [low, high] = row.interval ?? [Number.NaN, Number.NaN];
    return [
      ...[row.target, row.training, row.language ?? 'macro', arm, intermediate, shots, selection ?? ''],
      ...[row.quantity, row.metric, row.first, row.second, row.estimate, low, high],
      ...[row.p ?? Number.NaN, row.pAdjusted ?? Number.NaN, row.verdict, row.detectable ?? Number.NaN],
      ...[...row.models, ...row.seeds, row.sharedRuns],
    ];
  });
  return [columns, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('');
}

/** The comparison as a page of Markdown: the answer, what differs, means over languages, languages, what has no partner. */
function comparisonMarkdown({ studies, margin, notices, headline, rows, unpaired, differs }: Compared): string {
  const [first, second] = studies;
  const table = (head: readonly string[], lines: readonly (readonly string[])[]) =>
    [head, head.map(() => '---'), ...lines.map((line) => line.map(escapeMarkdown))]
      .map((line) => `| ${line.join(' | ')} |`)
      .join('\n');
  const macro = rows.filter(({ language }) => language === null);
  const inLanguages = rows.filter(({ language }) => language !== null);
  const sections: readonly (readonly [title: string, body: string])[] = [
    ['Means over languages', table(comparedHead, macro.map(comparedTexts))],
    ['By language', table(comparedHead, inLanguages.map(comparedTexts))],
    ...(differs.length > 0
      ? [
          [
            'What differs between the studies',
            table(
              ['What', 'First', 'Second'],
              differs.map((one) => [one.what, one.first, one.second]),
            ),
          ] as const,
        ]
      : []),
    ...(unpaired.length > 0
      ? [
          [
            'Without a partner',
            table(
              ['What', 'Why'],
              unpaired.map(({ what, reason }) => [what, reason]),
            ),
          ] as const,
        ]
      : []),
    ['How this was computed', comparisonMethod({ margin })],
  ];
  return [
    `# ${escapeMarkdown(headline)}\n`,
    `First: ${escapeMarkdown(first)}. Second: ${escapeMarkdown(second)}.\n`,
    ...noticesIn({ notices }),
    ...sections.map(([title, body]) => `## ${title}\n\n${body}\n`),
  ].join('\n');
}
