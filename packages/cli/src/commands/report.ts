import { join, resolve } from 'node:path';
import { readResults } from '@stopover/study';
import { openOwnStore } from '../find-stage.ts';
import type { OutputOptions } from '../options.ts';
import { publishReport } from '../publish-report.ts';
import { createTerminal } from '../terminal.ts';

/** Options of `report`. */
export interface ReportOptions extends OutputOptions {
  readonly out?: string;
  readonly study?: string;
}

/** Writes the report of a store again from what its stages have left there. */
export async function report(folder: string, options: ReportOptions): Promise<number> {
  const terminal = createTerminal(options);
  const store = await openOwnStore(folder);
  const plan = await store.loadPlan(options.study);
  const results = await readResults(store, plan);
  const out = resolve(options.out ?? join(store.folder, 'reports', plan.study.name));
  terminal.document(await publishReport(results, out, terminal));
  return 0;
}
