import { parseStudy } from '@stopover/study';
import { embeddedWorld } from '../composition/plugins.ts';
import type { OutputOptions, WorkOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { demoStudy } from '../study/demo-study.ts';
import { prepareStudy } from '../study/prepare-study.ts';
import { runPrepared } from '../study/run-prepared.ts';

/** Options of `demo`. */
export type DemoOptions = OutputOptions & WorkOptions & { readonly seed?: number };

/** Runs the embedded study: generated data, a small encoder, nothing from outside. */
export async function demo(options: DemoOptions): Promise<number> {
  const terminal = createTerminal(options);
  const study = parseStudy(demoStudy(options.seed ?? 1), 'the demo study');
  // Its rows are the embedded ones even where STOPOVER_MIRROR is set: that is the demo's promise.
  const prepared = await prepareStudy(study, { ...options, source: embeddedWorld }, terminal);
  return runPrepared(prepared, options, terminal);
}
