import { parseStudy } from '@stopover/study';
import { demoStudy } from '../demo-study.ts';
import type { OutputOptions, WorkOptions } from '../options.ts';
import { prepareStudy } from '../prepare-study.ts';
import { runPrepared } from '../run-prepared.ts';
import { createTerminal } from '../terminal.ts';

/** Options of `demo`. */
export type DemoOptions = OutputOptions & WorkOptions & { readonly seed?: number };

/** Runs the embedded study: generated data, a small encoder, nothing from outside. */
export async function demo(options: DemoOptions): Promise<number> {
  const terminal = createTerminal(options);
  const study = parseStudy(demoStudy(options.seed ?? 1), 'the demo study');
  // Its rows are the miniature's even where STOPOVER_MIRROR is set: that is the demo's promise.
  const prepared = await prepareStudy(study, { ...options, source: 'miniature' }, terminal);
  return runPrepared(prepared, options, terminal);
}
