import { withProfile } from '@stopover/study';
import type { OutputOptions, PartOptions, SourceOptions, TrackerOptions, WorkOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { prepareStudy, readStudy } from '../study/prepare-study.ts';
import { runPrepared } from '../study/run-prepared.ts';

/** Options of `run`. */
export type RunOptions = OutputOptions &
  SourceOptions &
  PartOptions &
  TrackerOptions &
  WorkOptions & {
    /** A file with what is told to executors, over what the study file says. */
    readonly profile?: string;
  };

/** Runs what is missing of a study and writes its report. */
export async function run(path: string, options: RunOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { profile } = options;
  const read = await readStudy(path, options.set);
  const study = profile === undefined ? read : await withProfile(read, profile);
  return runPrepared(await prepareStudy(study, options, terminal), options, terminal);
}
