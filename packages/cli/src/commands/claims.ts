import { analyseResults, claimLines, judgeClaims } from '@stopover/report';
import { readResults } from '@stopover/study';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { claimsView } from '../views/claims-view.ts';
import { openStoredStudy } from './stored-study.ts';

/** Says of each of the ten claims of 2020 what a stored study (`STORE` or `STORE#STUDY`) says of it. */
export async function claims(named: string, options: OutputOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { store, plan } = await openStoredStudy(named);
  const results = await readResults(store, plan);
  const analysed = analyseResults(results);
  if (terminal.json) terminal.document(judgeClaims(analysed, results));
  else for (const notice of analysed.notices ?? []) terminal.print(terminal.colors.yellow(notice));
  if (!terminal.json) claimsView(claimLines(analysed, results), terminal);
  return 0;
}
