import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '@stopover/core';
import { type Plan, parseOnly, partOf, readReportSources, readResults, type Store, StudyRunner } from '@stopover/study';
import { listenForInterruption } from '../program/interruption.ts';
import type { PartOptions, WorkOptions } from '../program/options.ts';
import type { Terminal } from '../program/terminal.ts';
import { clippedInWords } from '../views/clipped-note.ts';
import { notAvailableInShort } from '../views/not-available.ts';
import { planNotes } from '../views/plan-notes.ts';
import { counted } from '../views/quantities.ts';
import { StudyView } from '../views/study-view.ts';
import { chooseWorkers, type Workers } from './choose-workers.ts';
import { detach } from './detach.ts';
import { diskTooSmall, forecastDisk } from './forecast-disk.ts';
import { chooseWorkplace, nothingToRun, type PreparedStudy, planPrepared, settingsFor } from './prepare-study.ts';
import { publishReport, sameData } from './publish-report.ts';

/** The file that runs as `stopover`, from src and from dist. */
const program = fileURLToPath(new URL('../../bin/stopover.js', import.meta.url));

/**
 * Plans a study, runs what its store lacks, and writes the report; returns the exit status: 1 when stages failed,
 * 130 or 143 when it was interrupted (then without a report).
 */
export async function runPrepared(
  prepared: PreparedStudy,
  options: Pick<WorkOptions, 'backend' | 'executor' | 'processes' | 'threads' | 'devices' | 'out' | 'detach'> &
    PartOptions,
  terminal: Terminal,
): Promise<number> {
  const { store, study } = prepared;
  const only = parseOnly(options.only ?? []);
  const workplace = await chooseWorkplace(prepared, options);
  if (options.detach) return detach(prepared, workplace.executor, terminal);
  const names = { backend: workplace.backend.name, executor: workplace.executor.name };
  const threads = options.threads ?? 1;
  // What `plan` measured is used; a run measures nothing beforehand.
  const { architectures } = prepared.services;
  const estimates = { backend: workplace.backend, threads, architectures, measure: 'never' } as const;
  const whole = await planPrepared(prepared, { ...names, estimates, only, limit: options.limit });
  const plan = partOf(whole);
  if (plan.cells.length === 0) throw nothingToRun(plan, study.file);
  const jobs = await store.saveJobs(plan);
  const isQueued = workplace.executor.queue !== undefined;
  const { processes, devices, notes } = await chooseWorkers(plan, { prepared, workplace, options, threads });
  const view = new StudyView(terminal);
  using interruption = listenForInterruption(() =>
    view.say(
      isQueued
        ? 'Leaving: jobs that are queued or running go on.'
        : 'Stopping: stages in progress leave a checkpoint. Press Ctrl-C again to stop at once.',
    ),
  );
  const events = prepared.services.create(StudyRunner).run(plan, {
    store,
    commandsFor: ({ key }) => commandsFor(jobs.reference(key), prepared, names.backend, threads),
    processes,
    threads,
    gpus: workplace.backend.exclusive ? 1 : 0,
    ...(devices.length > 0 && { devices: devices.map(({ id }) => ['--device', id]) }),
    settings: settingsFor(study, names.executor),
    signal: interruption.signal,
  });
  for (const line of [...planNotes(whole, plan), ...(await diskNote(whole, plan, store, processes)), ...notes])
    view.say(line);
  for (const line of dataNotes(plan)) view.say(line);
  const end = await view.follow(events, inWords(names, { processes, threads, devices }));
  if (interruption.status !== null) {
    terminal.note(`Stopped after ${counted(end.done, 'stage')}. ${isQueued ? leftWith(store.folder) : goesOn}`);
    terminal.document({ study: study.name, store: store.folder, interrupted: true, ...end });
    return interruption.status;
  }
  // Somebody may have planned another version of the study meanwhile: its report is of what was run.
  await store.savePlan(whole, study.text);
  const results = await readResults(store, whole);
  const folder = resolve(options.out ?? join(store.folder, 'reports', study.name));
  const published = await publishReport(results, folder, terminal, await readReportSources(store, results));
  terminal.document({ ...published, store: store.folder, backend: names.backend, ...end });
  const asked = new Set(plan.stages.map(({ key }) => key));
  return results.failed.some(({ key }) => asked.has(key)) ? 1 : 0;
}

/** What is said where the disk has less than a part takes. */
async function diskNote(whole: Plan, { jobs }: Plan, store: Store, processes: number | null): Promise<string[]> {
  const small = diskTooSmall(await forecastDisk({ ...whole, jobs }, store, processes ?? mostQueued), store.folder);
  return small === undefined ? [] : [small];
}

/** What is to be known of a plan's data before it runs. */
const dataNotes = ({ clipped = [], overlaps, unavailable }: Plan): readonly string[] => [
  ...clipped.map(clippedInWords),
  ...overlaps.map(sameData),
  ...(unavailable.length > 0 ? [notAvailableInShort(unavailable)] : []),
];

/** Jobs of a queue for which room must be, where nobody says how many. */
const mostQueued = 100;

interface Names {
  readonly backend: string;
  readonly executor: string;
}

function inWords({ backend, executor }: Names, { processes, threads, devices }: Workers): string {
  if (processes === null) return `${backend}: jobs of ${executor}, ${counted(threads, 'thread')} each`;
  const where = devices.length > 0 ? ` on ${counted(devices.length, 'device')}: ${devices.map(({ id }) => id)}` : '';
  return `${backend}: ${counted(processes, 'process', 'processes')} of ${counted(threads, 'thread')}${where}`;
}

const goesOn = 'The same command goes on from here; nothing that is done is lost.';

/** What is said of jobs that go on. */
const leftWith = (store: string): string =>
  `Jobs that are queued or running go on. The same command takes them up, \`stopover status ${store}\` shows them, \`stopover cancel ${store}\` ends them.`;

/** The command lines of one job: `stopover stage …` and `stopover worker …`, with everything that this process was told. */
function commandsFor(
  job: string,
  { study, services, plugins, store, mirror }: PreparedStudy,
  backend: string,
  threads: number,
): Pick<Job, 'command' | 'worker'> {
  const source = services.source.name;
  const options: readonly (readonly [name: string, value: string])[] = [
    ['store', store.folder],
    ['backend', backend],
    ['threads', String(threads)],
    ['source', source],
    ...(source === 'mirror' && mirror !== undefined ? [['mirror', mirror] as const] : []),
    ['plugins', JSON.stringify(plugins)],
    ['from', dirname(resolve(study.file))],
  ];
  const args = options.flatMap(([name, value]) => [`--${name}`, value]);
  const node = [process.execPath, ...process.execArgv, program] as const;
  return {
    command: [...node, 'stage', '--job', job, ...args],
    worker: { command: [...node, 'worker', ...args], line: job },
  };
}
