import { join, resolve } from 'node:path';
import { RequestError, StopoverError } from '@stopover/core';
import { isThere, namesIn, reasonOf, writeAtomic, writeFolder } from '@stopover/files';
import { analyseResults, datasetCard, datasetTables, writeReport } from '@stopover/report';
import { readReportSources, readResults } from '@stopover/study';
import { embeddedWorld } from '../composition/plugins.ts';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { version } from '../program/version.ts';
import { openStoredStudy } from './stored-study.ts';
import { cardFile } from './write-card.ts';

/** Options of `publish`. */
export interface PublishOptions extends OutputOptions {
  readonly out: string;
}

/** Writes a stored study as a folder that is a data set of the hub. Nothing is sent. */
export async function publish(named: string, options: PublishOptions): Promise<number> {
  const terminal = createTerminal(options);
  const folder = resolve(options.out);
  if (await isThere(folder)) throw taken(folder);
  const { store, plan } = await openStoredStudy(named);
  const results = await readResults(store, plan);
  const analysis = analyseResults(results);
  const sources = await readReportSources(store, results);
  const generated = plan.study.source === embeddedWorld;
  const hasStudyFile = sources.studyFile !== undefined;
  let notes: readonly string[] = [];
  try {
    await writeFolder(folder, async (inside) => {
      ({ notes } = await writeReport(analysis, results, inside, sources));
      for (const { file, bytes } of datasetTables(analysis, results)) await writeAtomic(join(inside, file), bytes);
      await writeAtomic(join(inside, cardFile), datasetCard(analysis, results, { version, generated, hasStudyFile }));
    });
  } catch (error) {
    if (await isThere(folder)) throw taken(folder);
    if (error instanceof StopoverError) throw error;
    const remedy = 'Choose a place that can be written, or free some space.';
    throw new StopoverError({ where: `--out ${folder}`, what: reasonOf(error), remedy }, { cause: error });
  }
  const files = [...(await namesIn(folder))].sort((a, b) => (a < b ? -1 : 1));
  for (const note of [...(analysis.notices ?? []), ...notes]) terminal.note(note);
  terminal.document({ study: plan.study.name, folder, files, notices: analysis.notices ?? [], notes });
  terminal.print(`${folder}: ${files.join(', ')}`);
  terminal.print('Choose a licence in README.md, look through it, then:');
  terminal.print(`  hf upload OWNER/NAME ${folder} --repo-type dataset`);
  return 0;
}

const taken = (folder: string): RequestError =>
  new RequestError({ where: `--out ${folder}`, what: 'it is there already', remedy: 'Name a folder that is not.' });
