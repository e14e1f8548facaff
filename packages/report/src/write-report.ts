import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StopoverError } from '@stopover/core';
import { reasonOf, writeAtomic } from '@stopover/files';
import type { Results } from '@stopover/study';
import type { Analysis } from './analysis.ts';
import { resultsCsv } from './csv.ts';
import { resultsJson } from './json.ts';
import { latexTable } from './latex.ts';
import { markdownReport } from './markdown.ts';
import { reportPage } from './page/report-page.ts';

/** Paths of what was written. */
export interface ReportFiles {
  readonly html: string;
  readonly markdown: string;
  readonly latex: string;
  readonly csv: string;
  readonly json: string;
}

/**
 * Writes report.html, report.md, summary.tex, results.csv and results.json into a folder, which is made if need be.
 * @throws StopoverError naming the folder when it cannot be written.
 */
export async function writeReport(analysis: Analysis, results: Results, folder: string): Promise<ReportFiles> {
  const page = await reportPage(analysis, results);
  const files: ReportFiles = {
    html: join(folder, 'report.html'),
    markdown: join(folder, 'report.md'),
    latex: join(folder, 'summary.tex'),
    csv: join(folder, 'results.csv'),
    json: join(folder, 'results.json'),
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeAtomic(files.json, resultsJson(analysis, results));
    await writeAtomic(files.csv, resultsCsv(results));
    await writeAtomic(files.latex, latexTable(analysis, results.overlaps));
    await writeAtomic(files.markdown, markdownReport(analysis, results));
    await writeAtomic(files.html, page);
  } catch (error) {
    const remedy = 'Choose a folder that can be written, or free some space, and make the report again.';
    throw new StopoverError({ where: folder, what: reasonOf(error), remedy }, { cause: error });
  }
  return files;
}
