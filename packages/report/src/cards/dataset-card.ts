// The card of a published study: README.md of a data set of the Hugging Face Hub.
import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { cited } from '../appendix/references.ts';
import { resultsTable } from '../formats/csv.ts';
import { effectsTable } from '../formats/effects-csv.ts';
import { escapeMarkdown, markdownRows, markdownTable, noticesIn } from '../formats/markdown.ts';
import { parquetOf } from '../formats/typed-table.ts';
import { itemColumns } from '../items/item-columns.ts';
import { hasLayers } from '../items/write-layer-items.ts';
import { counted } from '../page/words.ts';
import { frontMatter, languageCodes } from './front-matter.ts';
import { typeOfKind } from './model-index.ts';
import { effectColumn, itemColumn, scoreColumn } from './table-columns.ts';

/** What a data set's card takes besides the results. */
export interface DatasetCardOptions {
  /** Version of the program that published it. */
  readonly version: string;
  /** Whether the study file lies beside it. */
  readonly hasStudyFile: boolean;
  /** Whether the study's rows were made up. */
  readonly generated: boolean;
}

/**
 * The tables that the hub's viewer shows, the first at once; each is one file. All are Parquet: the hub and `datasets`
 * read every configuration of a data set by the reader that fits the first.
 */
const tables = [
  { name: 'items', file: 'items.parquet', what: 'every item of every evaluation' },
  { name: 'scores', file: 'results.parquet', what: 'every score of every evaluation; results.csv is the same as text' },
  {
    ...{ name: 'effects', file: 'effects.parquet' },
    what: 'every difference, with interval, p and verdict; effects.csv is the same as text',
  },
] as const;

/** The tables that a data set has and a report has not, as files. */
export const datasetTables = (
  analysis: Analysed,
  results: Results,
): readonly { readonly file: string; readonly bytes: Uint8Array }[] => [
  { file: 'results.parquet', bytes: parquetOf(resultsTable(results)) },
  { file: 'effects.parquet', bytes: parquetOf(effectsTable(analysis)) },
];

const layersTable = { name: 'layers', file: 'layers.parquet', what: 'the items at every layer of sentence embeddings' };

const tablesOf = (results: Results) => [...tables, ...(hasLayers(results) ? [layersTable] : [])];

/** The card as text: front matter, the answer, what the files and columns are, and what the data were. */
export function datasetCard(analysis: Analysed, results: Results, options: DatasetCardOptions): string {
  const { answer, study } = analysis;
  return [
    headOf(results),
    `# ${escapeMarkdown(study.name)}\n`,
    ...noticesIn(analysis),
    ...(options.generated
      ? ['> **Note.** The rows were generated, in a small invented world: no number here is of a real language.\n']
      : []),
    `${escapeMarkdown(answer.headline)}\n`,
    'What is an English intermediate task worth on the way to another language, against going there directly? These are the results of one study, from single items to the report.\n',
    section(
      'Results',
      `${markdownTable(analysis)}\n\n${declaredIn(analysis)} Scores are means over languages; \`index.html\` is the whole report, and says how each number is computed.`,
    ),
    section('Study', studyPart(analysis)),
    section('Files', filesPart(results, options)),
    section('Columns of items.parquet', columnsPart(results)),
    ...(hasLayers(results) ? [section('Columns of layers.parquet', layersColumns)] : []),
    section('Columns of results.parquet', allColumns(scoreColumn)),
    section('Columns of effects.parquet', allColumns(effectColumn)),
    section('Data', dataPart(results, options.generated)),
    section(
      'Not for',
      [
        '- Training. There are no texts in it: items are named by their ids, and items.html gives right labels by their numbers.',
        '- Ranking models. Differences between intermediate tasks are what was measured, with the models and sizes of this study.',
      ].join('\n'),
    ),
    `Published by Stopover ${options.version}.\n`,
  ].join('\n');
}

const section = (title: string, body: string) => `## ${title}\n\n${body}\n`;

function headOf(results: Results): string {
  const { study, targets, cells } = results;
  const items = cells.reduce((sum, cell) => sum + (cell.items || cell.counts ? cell.ids.length : 0), 0);
  const kinds = [...new Set(targets.map(({ kind }) => typeOfKind(kind)))];
  return frontMatter({
    license: 'unknown',
    pretty_name: study.name,
    language: languageCodes(cells.map(({ language }) => language)),
    task_categories: kinds,
    size_categories: [sizeOf(items)],
    tags: ['stopover', 'evaluation', 'intermediate-task-training', 'cross-lingual-transfer'],
    configs: tablesOf(results).map(({ name, file }, i) => ({
      config_name: name,
      data_files: [{ split: 'test', path: file }],
      ...(i === 0 && { default: true }),
    })),
  });
}

/** In the hub's words: `10K<n<100K`. */
function sizeOf(rows: number): string {
  const steps = ['1K', '10K', '100K', '1M', '10M', '100M', '1B'];
  const place = steps.findIndex((_, i) => rows < 1000 * 10 ** i);
  if (place === 0) return 'n<1K';
  return place < 0 ? 'n>1B' : `${steps[place - 1]}<n<${steps[place]}`;
}

function filesPart(results: Results, { hasStudyFile }: DatasetCardOptions): string {
  const files = [
    ...tablesOf(results).map(({ file, what }) => [file, what]),
    ['index.html', 'the report; it needs nothing else. items.html explores single items'],
    ['report.md', 'the report as text'],
    ['summary.json', 'everything that the report shows, as data'],
    ['figures/', 'each figure as SVG, PNG and CSV'],
    ['tables.tex, references.bib', 'for a paper'],
    ...(hasStudyFile ? [['study.yaml', 'the study file, as it was run']] : []),
  ];
  const again = 'The same report is made of the item table alone:';
  return `${markdownRows(['File', 'Has'], files)}\n\n${again}\n\n\`\`\`sh\nnpx stopover analyse items.parquet --out report\n\`\`\``;
}

function columnsPart({ study, cells }: Results): string {
  const counts = cells.some((cell) => cell.counts);
  const there = itemColumns.filter(
    (name) => (name !== 'model' || study.models.length > 1) && (counts || !['tp', 'fp', 'fn'].includes(name)),
  );
  return markdownRows(
    ['Column', 'Is'],
    there.map((name) => [name, itemColumn[name]]),
  );
}

const allColumns = (told: Readonly<Record<string, string>>): string =>
  markdownRows(['Column', 'Is'], Object.entries(told));

const layersColumns =
  'Those of items.parquet, with a row for each item at each layer: `layer` is the layer whose sentence embeddings were scored, 0 the embeddings before the first one. It has the targets whose layers were swept, and no others.';

/** Which rows of the table were declared. */
const declaredIn = ({ answer }: Analysed): string =>
  answer.lines.some(({ declared }) => declared)
    ? 'Rows with `declared` in their note were declared before the study ran; all others are exploratory.'
    : 'No comparison was declared before the study ran: all are exploratory.';

/** What was run with what: what a reader needs before comparing the numbers with others. */
function studyPart({ study, settings }: Analysed): string {
  const { models, recipe, order, backend, seeds, shots, buckets, selections } = study;
  const draws = buckets > 0 && shots.length > 0 ? `, ${counted(buckets, 'draw')} of each` : '';
  return markdownRows(
    ['What', 'Was'],
    [
      [models.length > 1 ? 'Base models' : 'Base model', models.join(', ')],
      ['Recipe', recipe],
      ['Order of rows', order],
      ['Seeds', seeds.join(', ')],
      ['Labelled examples of the language', shots.length > 0 ? `${shots.join(', ')}${draws}` : 'none'],
      ['Models kept by', selections.length > 0 ? selections.join(', ') : 'as the recipe says'],
      ['Margin', `${counted(settings.margin, 'point')}: the smallest difference that matters`],
      ['Backend', backend],
    ].filter(([, value]) => value !== ''),
  );
}

/** Generated rows have the form of data sets, whose licences have no say in them. */
function dataPart(results: Results, generated: boolean): string {
  const lines = generated
    ? results.references.map(
        ({ task, repo }) =>
          `- **${escapeMarkdown(task)}.** Rows that Stopover generated, in the form of ${escapeMarkdown(repo)}: none of its rows is among them, and its licence does not apply.`,
      )
    : cited(results).map(
        ({ task, text, data }) => `- **${escapeMarkdown(task)}.** ${escapeMarkdown(text)} ${escapeMarkdown(data)}`,
      );
  const licence =
    'No text of these is in here. No licence was chosen for the results: choose one, and set `license` at the head of this file.';
  return [...lines, '', licence].join('\n');
}
