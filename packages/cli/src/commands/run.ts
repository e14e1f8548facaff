import type { OutputOptions, SourceOptions, WorkOptions } from '../options.ts';
import { prepareStudy, readStudy } from '../prepare-study.ts';
import { runPrepared } from '../run-prepared.ts';
import { createTerminal } from '../terminal.ts';

/** Options of `run`. */
export type RunOptions = OutputOptions & SourceOptions & WorkOptions;

/** Runs what is missing of a study and writes its report. */
export async function run(path: string, options: RunOptions): Promise<number> {
  const terminal = createTerminal(options);
  return runPrepared(await prepareStudy(await readStudy(path), options, terminal), options, terminal);
}
