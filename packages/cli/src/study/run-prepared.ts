import { join, resolve } from 'node:path';
import {
  openInWords,
  type Plan,
  parseOnly,
  partOf,
  readReportSources,
  readResults,
  settledPlan,
  trialsOf,
} from '@stopover/study';
import { listenForInterruption } from '../program/interruption.ts';
import type { Terminal } from '../program/terminal.ts';
import { clippedInWords } from '../views/clipped-note.ts';
import { notAvailableInShort } from '../views/not-available.ts';
import { counted } from '../views/quantities.ts';
import { type RunSummary, StudyView } from '../views/study-view.ts';
import { sweepNotes } from '../views/sweep-view.ts';
import { detach } from './detach.ts';
import { expectElsewhere } from './expect-elsewhere.ts';
import { chooseWorkplace, nothingToRun, type PreparedStudy, planPrepared } from './prepare-study.ts';
import { publishReport, sameData } from './publish-report.ts';
import { type RunningOptions, runStages } from './run-stages.ts';
import { trackerUses } from './tracker-uses.ts';

/**
 * Plans a study, runs what its store lacks, and writes the report; returns the exit status: 1 when stages failed,
 * 130 or 143 when it was interrupted (then without a report). Of a sweep the trials are run first, and the grid is planned
 * again with what they chose; where trials fail, nothing is chosen and the grid is not run.
 */
export async function runPrepared(
  prepared: PreparedStudy,
  options: RunningOptions,
  terminal: Terminal,
): Promise<number> {
  const { store, study } = prepared;
  const only = parseOnly(options.only ?? []);
  const workplace = await chooseWorkplace(prepared, options);
  const { trackers } = prepared.services;
  const uses = await trackerUses({ trackers, names: options.tracker, study, below: store.folder });
  if (options.detach) return detach(prepared, workplace.executor, terminal);
  const threads = options.threads ?? 1;
  const backend = workplace.backend.name;
  const { architectures } = prepared.services;
  const elsewhere = expectElsewhere(prepared, { threads, limit: options.limit });
  const estimates = { backend: workplace.backend, threads, architectures, measure: 'where-long', elsewhere } as const;
  const named = { backend, executor: workplace.executor.name };
  const makePlan = () => planPrepared(prepared, { ...named, estimates, only, limit: options.limit });
  let whole = await makePlan();
  if (partOf(whole).cells.length === 0) throw nothingToRun(partOf(whole), study.file);
  let view = new StudyView(terminal);
  const isQueued = workplace.executor.queue !== undefined;
  using interruption = listenForInterruption(() => view.say(isQueued ? leaving : stopping));
  const running = { prepared, workplace, options, threads, uses, interruption };
  const ends: RunSummary[] = [];
  const trials = trialsOf(whole);
  if (trials) {
    const notes = sweepNotes(partOf(whole));
    ends.push(await runStages({ whole, part: trials, notes }, view, running));
    if (interruption.status === null) whole = await makePlan();
    view = new StudyView(terminal);
  }
  const settled = settledPlan(whole);
  const plan = partOf(settled);
  if (interruption.status === null && !trialsOf(whole)) {
    const notes = [...sweepNotes(plan), ...dataNotes(plan)];
    ends.push(await runStages({ whole: settled, part: plan, notes }, view, running));
  }
  const end = summed(ends);
  const facts = { study: study.name, store: store.folder };
  if (interruption.status !== null) {
    terminal.note(`Stopped after ${counted(end.done, 'stage')}. ${isQueued ? leftWith(store.folder) : goesOn}`);
    terminal.document({ ...facts, interrupted: true, ...end });
    return interruption.status;
  }
  // Somebody may have planned another version of the study meanwhile: its report is of what was run.
  await store.savePlan(settled, study.text);
  const chosen = settled.sweep && { sweep: settled.sweep };
  if (trialsOf(whole)) {
    for (const line of openInWords(settled)) terminal.note(line);
    terminal.document({ ...facts, ...chosen, backend, ...end });
    return 1;
  }
  const results = await readResults(store, settled);
  const folder = resolve(options.out ?? join(store.folder, 'reports', study.name));
  const published = await publishReport(results, folder, terminal, await readReportSources(store, results));
  terminal.document({ ...published, store: store.folder, ...chosen, backend, ...end });
  const asked = new Set(plan.stages.map(({ key }) => key));
  return results.failed.some(({ key }) => asked.has(key)) ? 1 : 0;
}

/** Of the trials and the grid: the grid's stages, of which those of the trials were done in this run, too. */
function summed(ends: readonly RunSummary[]): RunSummary {
  const sum = (of: (one: RunSummary) => number) => ends.reduce((all, one) => all + of(one), 0);
  const last = ends.at(-1);
  const done = sum((one) => one.done);
  return {
    stages: last?.stages ?? 0,
    cached: (last?.cached ?? 0) - (done - (last?.done ?? 0)),
    done,
    failedStages: sum(({ failedStages }) => failedStages),
    notRun: last?.notRun ?? 0,
    seconds: sum(({ seconds }) => seconds),
  };
}

/** What is to be known of a plan's data before it runs. */
const dataNotes = ({ clipped = [], overlaps, unavailable }: Plan): readonly string[] => [
  ...clipped.map(clippedInWords),
  ...overlaps.map(sameData),
  ...(unavailable.length > 0 ? [notAvailableInShort(unavailable)] : []),
];

const leaving = 'Leaving: jobs that are queued or running go on.';
const stopping = 'Stopping: stages in progress leave a checkpoint. Press Ctrl-C again to stop at once.';
const goesOn = 'The same command goes on from here; nothing that is done is lost.';

/** What is said of jobs that go on. */
const leftWith = (store: string): string =>
  `Jobs that are queued or running go on. The same command takes them up, \`stopover status ${store}\` shows them, \`stopover cancel ${store}\` ends them.`;
