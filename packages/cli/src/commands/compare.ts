import { resolve } from 'node:path';
import { compareResults, writeComparison } from '@stopover/report';
import { type Results, readResults } from '@stopover/study';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { comparisonView } from '../views/comparison-view.ts';
import { openStoredStudy } from './stored-study.ts';

/** Options of `compare`. */
export interface CompareCommandOptions extends OutputOptions {
  readonly out?: string;
}

/** Compares what two stored studies (`STORE` or `STORE#STUDY`) both have. */
export async function compare(first: string, second: string, options: CompareCommandOptions): Promise<number> {
  const terminal = createTerminal(options);
  const [one, other] = [await resultsOf(first), await resultsOf(second)];
  const compared = compareResults(one, other, { names: [first, second] });
  const files = options.out === undefined ? null : await writeComparison(compared, resolve(options.out));
  comparisonView(compared, terminal);
  if (files) terminal.print(`\nComparison: ${files.html}`);
  terminal.document({ ...compared, files });
  return 0;
}

async function resultsOf(named: string): Promise<Results> {
  const { store, plan } = await openStoredStudy(named);
  return readResults(store, plan);
}
