import { join, resolve } from 'node:path';
import { readReportSources, readResults } from '@stopover/study';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { publishReport } from '../study/publish-report.ts';
import { openStoredStudy } from './stored-study.ts';

/** Options of `report`. */
export interface ReportOptions extends OutputOptions {
  readonly out?: string;
}

/** Writes the report of a stored study (`STORE` or `STORE#STUDY`) again from what its stages have left there. */
export async function report(named: string, options: ReportOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { store, plan } = await openStoredStudy(named);
  const results = await readResults(store, plan);
  const out = resolve(options.out ?? join(store.folder, 'reports', plan.study.name));
  terminal.document(await publishReport(results, out, terminal, await readReportSources(store, results)));
  return 0;
}
