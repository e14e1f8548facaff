import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@stopover/core';
import { readResults, runStudy } from '@stopover/study';
import { processesFor } from './choose-processes.ts';
import { clippedInWords } from './clipped-note.ts';
import { listenForInterruption } from './interruption.ts';
import { notAvailableInShort } from './not-available.ts';
import type { WorkOptions } from './options.ts';
import { chooseWorkplace, nothingToRun, type PreparedStudy, planPrepared } from './prepare-study.ts';
import { publishReport, sameData } from './publish-report.ts';
import { counted } from './quantities.ts';
import { StudyView } from './study-view.ts';
import type { Terminal } from './terminal.ts';

/** The file that runs as `stopover`, from src and from dist. */
const program = fileURLToPath(new URL('../bin/stopover.js', import.meta.url));

/**
 * Plans a study, runs what its store lacks, and writes the report; returns the exit status: 1 when stages failed,
 * 130 or 143 when it was interrupted (then without a report).
 */
export async function runPrepared(
  prepared: PreparedStudy,
  options: Pick<WorkOptions, 'backend' | 'executor' | 'processes' | 'threads' | 'out'>,
  terminal: Terminal,
): Promise<number> {
  const { store, study } = prepared;
  const workplace = await chooseWorkplace(prepared, options);
  const names = { backend: workplace.backend.name, executor: workplace.executor.name };
  const plan = await planPrepared(prepared, names);
  if (plan.cells.length === 0) throw nothingToRun(plan, study.file);
  const jobs = await store.saveJobs(plan);
  const threads = options.threads ?? 1;
  const processes = options.processes ?? processesFor(workplace.backend, threads);
  const view = new StudyView(terminal);
  using interruption = listenForInterruption(() =>
    view.say('Stopping: stages in progress leave a checkpoint. Press Ctrl-C again to stop at once.'),
  );
  const events = runStudy(plan, {
    store,
    executor: workplace.executor,
    commandFor: ({ key }) => commandFor(jobs.reference(key), prepared, names.backend, threads),
    processes,
    threads,
    signal: interruption.signal,
  });
  for (const clipped of plan.clipped ?? []) view.say(clippedInWords(clipped));
  for (const overlap of plan.overlaps) view.say(sameData(overlap));
  if (plan.unavailable.length > 0) view.say(notAvailableInShort(plan.unavailable));
  const end = await view.follow(events, inWords(names.backend, processes, threads));
  if (interruption.status !== null) {
    terminal.note(
      `Stopped after ${counted(end.done, 'stage')}. The same command goes on from here; nothing that is done is lost.`,
    );
    terminal.document({ study: study.name, store: store.folder, interrupted: true, ...end });
    return interruption.status;
  }
  // Somebody may have planned another version of the study meanwhile: its report is of what was run.
  await store.savePlan(plan, study.text);
  const results = await readResults(store, plan);
  const folder = resolve(options.out ?? join(store.folder, 'reports', study.name));
  const published = await publishReport(results, folder, terminal);
  terminal.document({ ...published, store: store.folder, backend: names.backend, ...end });
  return results.failed.length > 0 ? 1 : 0;
}

const inWords = (backend: string, processes: number, threads: number): string =>
  `${backend}: ${counted(processes, 'process', 'processes')} of ${counted(threads, 'thread')}`;

/** The command line of one job: `stopover stage …`, with everything that this process was told. */
function commandFor(
  job: string,
  { study, services, plugins, store, mirror }: PreparedStudy,
  backend: string,
  threads: number,
): Job['command'] {
  const source = services.source.name;
  const options: readonly (readonly [name: string, value: string])[] = [
    ['store', store.folder],
    ['job', job],
    ['backend', backend],
    ['threads', String(threads)],
    ['source', source],
    ...(source === 'mirror' && mirror !== undefined ? [['mirror', mirror] as const] : []),
    ['plugins', JSON.stringify(plugins)],
    ['from', dirname(resolve(study.file))],
  ];
  const args = options.flatMap(([name, value]) => [`--${name}`, value]);
  return [process.execPath, ...process.execArgv, program, 'stage', ...args];
}
