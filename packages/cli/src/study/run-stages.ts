// Runs the stages of one plan, or of the trials before it, and tells of them.
import type { Job } from '@stopover/core';
import { type Plan, type Store, StudyRunner, type TrackerUse } from '@stopover/study';
import type { Interruption } from '../program/interruption.ts';
import type { PartOptions, TrackerOptions, WorkOptions } from '../program/options.ts';
import { planNotes } from '../views/plan-notes.ts';
import { counted } from '../views/quantities.ts';
import type { RunSummary, StudyView } from '../views/study-view.ts';
import { chooseWorkers, type Workers } from './choose-workers.ts';
import { diskTooSmall, forecastDisk } from './forecast-disk.ts';
import { ownProcessArgs, program } from './own-process.ts';
import { type PreparedStudy, type Runtime, settingsFor } from './prepare-study.ts';
import { tellFinishedTo, trackersInWords } from './tracker-uses.ts';

/** Options of a run. */
export type RunningOptions = Pick<
  WorkOptions,
  'backend' | 'executor' | 'processes' | 'threads' | 'devices' | 'out' | 'detach'
> &
  PartOptions &
  TrackerOptions;

/** What runs stages, for all plans of one run. */
export interface Running {
  readonly prepared: PreparedStudy;
  readonly workplace: Runtime;
  readonly options: RunningOptions;
  readonly threads: number;
  readonly uses: readonly TrackerUse[];
  readonly interruption: Interruption;
}

/** A part of a plan that is run. */
export interface PlanPart {
  readonly whole: Plan;
  readonly part: Plan;
  /** What is to be known before it runs, a line each. */
  readonly notes: readonly string[];
}

/** Runs what the store lacks of a part, and follows it to its end on a view. */
export async function runStages(
  { whole, part, notes }: PlanPart,
  view: StudyView,
  running: Running,
): Promise<RunSummary> {
  const { prepared, workplace, options, threads, uses, interruption } = running;
  const { store, study } = prepared;
  const names = { backend: workplace.backend.name, executor: workplace.executor.name };
  const jobs = await store.saveJobs(part);
  const { processes, devices, notes: room } = await chooseWorkers(part, { prepared, workplace, options, threads });
  const events = prepared.services.create(StudyRunner).run(part, {
    store,
    commandsFor: ({ key }) => commandsFor(jobs.reference(key), prepared, { backend: names.backend, threads, uses }),
    processes,
    threads,
    gpus: workplace.backend.exclusive ? 1 : 0,
    ...(devices.length > 0 && { devices: devices.map(({ id }) => ['--device', id]) }),
    settings: settingsFor(study, names.executor),
    signal: interruption.signal,
  });
  const disk = await diskNote(whole, part, store, processes);
  for (const line of [...planNotes(whole, part), ...disk, ...room, ...notes, ...trackersInWords(uses)]) view.say(line);
  await tellFinishedTo({ uses, services: prepared.services, plan: part, store, say: (line) => view.say(line) });
  return view.follow(events, inWords(names, { processes, threads, devices }));
}

/** What is said where the disk has less than a part takes. */
async function diskNote(whole: Plan, { jobs }: Plan, store: Store, processes: number | null): Promise<string[]> {
  const small = diskTooSmall(await forecastDisk({ ...whole, jobs }, store, processes ?? mostQueued), store.folder);
  return small === undefined ? [] : [small];
}

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

/** The command lines of one job: `stopover stage …` and `stopover worker …`, with everything that this process was told. */
function commandsFor(
  job: string,
  prepared: PreparedStudy,
  { backend, threads, uses }: Pick<Running, 'threads' | 'uses'> & { readonly backend: string },
): Pick<Job, 'command' | 'worker'> {
  const trackers = uses.length > 0 ? ['--trackers', JSON.stringify(uses)] : [];
  const args = [...ownProcessArgs(prepared, { backend, threads }), ...trackers];
  const node = [process.execPath, ...process.execArgv, program] as const;
  return {
    command: [...node, 'stage', '--job', job, ...args],
    worker: { command: [...node, 'worker', ...args], line: job },
  };
}
