import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { reasonOf, sha256, writeAtomic } from '@stopover/files';
import type { LayerCell, Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { referencesBib } from '../appendix/bibtex.ts';
import { disagreementsOf } from '../explorer/disagreements.ts';
import { explorerPage } from '../explorer/explorer-page.ts';
import { writeItems } from '../items/write-items.ts';
import { hasLayers, writeLayerItems } from '../items/write-layer-items.ts';
import { viewOf } from '../page/group-view.ts';
import { reportPage } from '../page/report-page.ts';
import type { Download } from '../page/sections/downloads.ts';
import { resultsCsv } from './csv.ts';
import { effectsCsv } from './effects-csv.ts';
import { summaryJson } from './json.ts';
import { latexTables } from './latex.ts';
import { markdownReport } from './markdown.ts';
import { refuseOtherFile, refuseOtherPage, writePage } from './write-page.ts';

/** Paths of what was written. */
export interface ReportFiles {
  readonly html: string;
  readonly items: string;
  /** Items by layer; null where no layers were swept. */
  readonly layers: string | null;
  readonly explorer: string;
  readonly markdown: string;
  readonly effects: string;
  readonly summary: string;
  readonly scores: string;
  readonly latex: string;
  readonly bibtex: string;
  /** A copy of the study file; null where it is not known. */
  readonly study: string | null;
  /** The folder of the figures: each as .svg, .png and .csv. */
  readonly figures: string;
}

/** A report that was written. */
export interface WrittenReport extends ReportFiles {
  /** What the item table could not hold, a sentence each. */
  readonly notes: readonly string[];
}

/** What a report takes besides the results. */
export interface ReportOptions {
  /** The study file as it was run; a copy lies beside the page, which names its hash. */
  readonly studyFile?: string;
  /** Right answers of a target's items in a language, in the order of their ids, as texts; null where they are not known. */
  readonly golds?: (target: string, language: string) => readonly string[] | null;
  /** Of targets whose layers were swept, every layer's items. */
  readonly layers?: AsyncIterable<LayerCell>;
}

/**
 * Writes the page, its figures and the other files into a folder, which is made if need be.
 * @throws StopoverError naming the folder when it cannot be written, or holds a comparison or a study file that is another.
 */
export async function writeReport(
  analysis: Analysed,
  results: Results,
  folder: string,
  { studyFile, golds = () => null, layers }: ReportOptions = {},
): Promise<WrittenReport> {
  await refuseOtherPage(folder, 'report');
  if (studyFile !== undefined) await refuseOtherFile(folder, 'study.yaml', studyFile);
  const view = viewOf(analysis, results);
  const items = view.groups.flatMap((group) => {
    const conditions = group.scores.filter(({ language }) => language === null).map(({ condition }) => condition);
    const name = { target: group.target, training: group.training, model: group.model, conditions };
    return disagreementsOf(name, results, { golds: (language) => golds(group.target, language) }) ?? [];
  });
  const texts: readonly (readonly [name: string, text: string])[] = [
    ['summary.json', summaryJson(analysis, results)],
    ['effects.csv', effectsCsv(analysis)],
    ['results.csv', resultsCsv(results)],
    ['tables.tex', latexTables(analysis, results)],
    ['references.bib', referencesBib(results)],
    ['report.md', markdownReport(analysis, results)],
    ...(studyFile === undefined ? [] : [['study.yaml', studyFile] as const]),
    ['items.html', explorerPage(results.study.name, items, results.notices)],
  ];
  const swept = hasLayers(results) ? layers : undefined;
  let notes: readonly string[];
  try {
    await mkdir(folder, { recursive: true });
    notes = await writeItems(join(folder, 'items.parquet'), results);
    const byLayer = swept ? await writeLayerItems(join(folder, layersFile), results, swept) : null;
    const page = reportPage(view, downloads(studyFile, notes, byLayer));
    notes = [...notes, ...(byLayer ?? [])];
    for (const [name, text] of texts) await writeAtomic(join(folder, name), text);
    await writePage(page, folder);
  } catch (error) {
    const remedy = 'Choose a folder that can be written, or free some space, and make the report again.';
    throw new StopoverError({ where: folder, what: reasonOf(error), remedy }, { cause: error });
  }
  const at = (name: string) => join(folder, name);
  return {
    html: at('index.html'),
    items: at('items.parquet'),
    layers: swept ? at(layersFile) : null,
    explorer: at('items.html'),
    markdown: at('report.md'),
    effects: at('effects.csv'),
    summary: at('summary.json'),
    scores: at('results.csv'),
    latex: at('tables.tex'),
    bibtex: at('references.bib'),
    study: studyFile === undefined ? null : at('study.yaml'),
    figures: at('figures'),
    notes,
  };
}

/** The items by layer in a report's folder. */
const layersFile = 'layers.parquet';

/** What lies beside the page, in words. */
const downloads = (
  studyFile: string | undefined,
  withoutItems: readonly string[],
  byLayer: readonly string[] | null,
): Download[] => [
  { name: 'effects.csv', what: 'Every difference with interval, p, verdict and flags; estimates in points.' },
  {
    name: 'items.parquet',
    what: ['Every item of every evaluation: the whole analysis can be made from it.', ...withoutItems].join(' '),
  },
  ...(byLayer === null
    ? []
    : [
        {
          name: layersFile,
          what: ['Every item at every layer of sentence embeddings: analyse it with --layer.', ...byLayer].join(' '),
        },
      ]),
  { name: 'results.csv', what: 'Every score of every evaluation.' },
  { name: 'summary.json', what: 'Everything that this page shows, as data.' },
  { name: 'tables.tex', what: 'A table a target for a paper: booktabs and siunitx.' },
  { name: 'references.bib', what: 'The data sets and models in BibTeX.' },
  { name: 'report.md', what: 'This report as text.' },
  ...(studyFile === undefined
    ? []
    : [{ name: 'study.yaml', what: `The study file as it was run; SHA-256 ${sha256(studyFile)}.` }]),
];
