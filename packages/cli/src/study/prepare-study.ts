import { dirname, join, resolve } from 'node:path';
import { type Backend, type Executor, type ExecutorPlace, RequestError, StopoverError } from '@stopover/core';
import type { Catalog } from '@stopover/registry';
import {
  type CellFilter,
  type EstimateOptions,
  Findings,
  loadStudy,
  nameProblems,
  onlyOf,
  openStore,
  ownFileProblems,
  type Plan,
  Planner,
  type Store,
  type Study,
  StudyFileError,
  settingsOf,
  settledPlan,
} from '@stopover/study';
import { compose, composeCatalogs, type Services } from '../composition/compose.ts';
import type { NamedPlugins } from '../composition/load-plugins.ts';
import { pluginsOfStudy } from '../composition/named-plugins.ts';
import { closeHeap } from '../program/close-heap.ts';
import { engineVersion } from '../program/engine-version.ts';
import { readEnvironment } from '../program/environment.ts';
import type { SourceOptions, TrackerOptions, WorkOptions } from '../program/options.ts';
import type { Terminal } from '../program/terminal.ts';
import { counted } from '../views/quantities.ts';
import { checkPrecision } from './check-precision.ts';
import { chooseBackend } from './choose-backend.ts';
import { probeOf } from './try-probe.ts';

/** A study with everything that it needs, before anything is tried or run. */
export interface PreparedStudy {
  readonly study: Study;
  readonly services: Services;
  readonly plugins: readonly NamedPlugins[];
  readonly store: Store;
  /** Folder of the mirror, absolute, when one is read. */
  readonly mirror: string | undefined;
}

/**
 * Reads a study file, with the changes of `--set` in it. Where fields are wrong, what its names stand for is looked up all the same, so that one error
 * tells everything. @throws StudyError naming the lines, the fields and the remedies.
 */
export async function readStudy(path: string, changes: readonly string[] = []): Promise<Study> {
  try {
    return await loadStudy(path, changes);
  } catch (error) {
    if (!(error instanceof StudyFileError)) throw error;
    if (error.lacksTasks) throw error;
    const { draft } = error;
    // A plugin that does not load is told of when the file is right.
    const catalogs = await pluginsOfStudy(draft)
      .then(composeCatalogs)
      .catch(() => undefined);
    const findings = new Findings();
    findings.add(...error.problems, ...(catalogs ? nameProblems(draft, catalogs) : []));
    findings.end();
    throw error;
  }
}

/** Options that decide where a study reads and writes. */
export type StudyOptions = SourceOptions & Pick<WorkOptions, 'store' | 'backend' | 'executor'> & TrackerOptions;

/** Composes what a study uses. @throws RequestError naming the field or option of what is not there. */
export async function prepareStudy(study: Study, options: StudyOptions, terminal: Terminal): Promise<PreparedStudy> {
  const environment = readEnvironment();
  const plugins = await pluginsOfStudy(study);
  const services = await compose(plugins, {
    name: options.source,
    mirror: options.mirror,
    model: study.models[0] ?? '',
    from: dirname(resolve(study.file)),
    environment,
    note: terminal.note,
  });
  const findings = new Findings();
  findings.add(...nameProblems(study, services, options), ...(await ownFileProblems(study)));
  findings.end();
  const mirror = options.mirror ?? environment.mirror;
  return {
    study,
    services,
    plugins,
    store: openStore(resolve(options.store ?? join('runs', study.name))),
    mirror: mirror === undefined ? undefined : resolve(mirror),
  };
}

/** What the study file and the profile say to an executor. */
export const settingsFor = (study: Study, executor: string): ExecutorPlace['settings'] =>
  settingsOf(study.executors, executor);

/** Where and by what a study's stages will be run; both answered when they were tried. */
export interface Runtime {
  readonly backend: Backend;
  readonly device: string;
  readonly executor: Executor;
}

/** Tries the backend and the executor that the options or else the study name. */
export async function chooseWorkplace(
  { study, services }: PreparedStudy,
  named: Pick<WorkOptions, 'backend' | 'executor'>,
): Promise<Runtime> {
  const where = named.executor === undefined ? study.where('executor') : '--executor';
  const executor = await chooseExecutor(named.executor ?? study.executor, services.executors, where);
  const backend = named.backend ?? study.backend;
  const place = named.backend === undefined ? study.where('backend') : '--backend';
  // What computes is elsewhere: what this machine has says nothing of it.
  if (executor.queue && backend !== 'auto')
    return { backend: services.backends.get(backend, place), device: `nodes of ${executor.name}`, executor };
  const settings = settingsFor(study, executor.name);
  if (executor.queue && (settings['gpus'] ?? settings['gres']) !== undefined) {
    const remedy = 'Name the backend that is to compute there: `backend: cuda` in the study file, or --backend.';
    const what = 'jobs are to have GPUs, and this machine cannot try which backend works on their nodes';
    throw new RequestError({ where: place, what, remedy });
  }
  return { ...(await chooseBackend(backend, services.backends, place)), executor };
}

async function chooseExecutor(name: string, executors: Catalog<Executor>, where: string): Promise<Executor> {
  const executor = executors.get(name, where);
  const probe = await probeOf('executor', executor);
  if (probe.ok) return executor;
  throw new StopoverError({ where: `executor ${name}`, what: probe.reason, remedy: probe.fix });
}

/** What a study is planned for. */
export interface PlannedWith {
  readonly backend: string;
  readonly executor: string;
  /** Without it times come from what the store measured alone. */
  readonly estimates?: EstimateOptions | undefined;
  /** At most so many rows of each table. */
  readonly limit?: number | undefined;
  /** Of which cells alone, as `--only` names them. */
  readonly only?: readonly CellFilter[] | undefined;
}

/** The study's whole plan, kept in its store as far as its sweep has chosen (`settledPlan`), with what part of it is asked for (`partOf`). The names are those of the backend and the executor that will be used. */
export async function planPrepared(
  { study, services, store }: PreparedStudy,
  { backend, executor, estimates, only = [], limit }: PlannedWith,
): Promise<Plan> {
  closeHeap();
  const choice = { engineVersion, store, backend, executor, limit, ...(estimates && { estimates }) };
  const plan = onlyOf(await services.create(Planner).plan(study, choice), only);
  if (backend !== 'auto') checkPrecision(plan, services.backends.get(backend, study.where('backend')), study);
  await store.savePlan(settledPlan(plan), study.text);
  return plan;
}

/** Where the data or the translators give no part of the grid. */
export function nothingToRun({ unavailable: [first, ...others] }: Plan, file: string): RequestError {
  const why = first ? `: ${first.target} in ${first.language}, ${first.arm}, because ${first.reason}` : '';
  const more = others.length > 0 ? `, and ${counted(others.length, 'part')} more` : '';
  return new RequestError({
    where: file,
    what: `no part of the grid can be evaluated${why}${more}`,
    remedy:
      'Correct the study, or see to it that the data is there: `stopover plan` lists the parts and their reasons.',
  });
}
