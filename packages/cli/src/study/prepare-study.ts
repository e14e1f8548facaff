import { dirname, join, resolve } from 'node:path';
import { type Backend, type Executor, RequestError, StopoverError } from '@stopover/core';
import { checkNumbers, openCheckpoint } from '@stopover/encoders';
import type { Catalog } from '@stopover/registry';
import {
  Findings,
  loadStudy,
  nameProblems,
  openStore,
  type Plan,
  planStudy,
  type Store,
  type Study,
  StudyFileError,
} from '@stopover/study';
import { Tokenizer } from '@stopover/text';
import { checkPrecision } from './check-precision.ts';
import { chooseBackend } from './choose-backend.ts';
import { compose, composeCatalogs, type Services } from './compose.ts';
import { engineVersion } from './engine-version.ts';
import { readEnvironment } from './environment.ts';
import type { NamedPlugins } from './load-plugins.ts';
import { pluginsOfStudy } from './named-plugins.ts';
import type { SourceOptions, WorkOptions } from './options.ts';
import { counted } from './quantities.ts';
import type { Terminal } from './terminal.ts';
import { probeExecutor } from './try-probe.ts';

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
 * Reads a study file. Where fields are wrong, what its names stand for is looked up all the same, so that one error
 * tells everything. @throws StudyError naming the lines, the fields and the remedies.
 */
export async function readStudy(path: string): Promise<Study> {
  try {
    return await loadStudy(path);
  } catch (error) {
    if (!(error instanceof StudyFileError)) throw error;
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
export type StudyOptions = SourceOptions & Pick<WorkOptions, 'store' | 'backend' | 'executor'>;

/** Composes what a study uses. @throws RequestError naming the field or option of what is not there. */
export async function prepareStudy(study: Study, options: StudyOptions, terminal: Terminal): Promise<PreparedStudy> {
  const environment = readEnvironment();
  const plugins = await pluginsOfStudy(study);
  const services = await compose(plugins, {
    name: options.source,
    mirror: options.mirror,
    model: study.model,
    from: dirname(resolve(study.file)),
    environment,
    note: terminal.note,
  });
  const findings = new Findings();
  findings.add(...nameProblems(study, services, options));
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

/** Where and by what a study's stages will be run; both answered when they were tried. */
export interface ChosenWorkplace {
  readonly backend: Backend;
  readonly device: string;
  readonly executor: Executor;
}

/** Tries the backend and the executor that the options or else the study name. */
export async function chooseWorkplace(
  { study, services }: PreparedStudy,
  { backend, executor }: Pick<WorkOptions, 'backend' | 'executor'>,
): Promise<ChosenWorkplace> {
  const chosen = await chooseBackend(
    backend ?? study.backend,
    services.backends,
    backend === undefined ? study.where('backend') : '--backend',
  );
  const where = executor === undefined ? study.where('executor') : '--executor';
  return { ...chosen, executor: await chooseExecutor(executor ?? study.executor, services.executors, where) };
}

async function chooseExecutor(name: string, executors: Catalog<Executor>, where: string): Promise<Executor> {
  const executor = executors.get(name, where);
  const probe = await probeExecutor(executor);
  if (probe.ok) return executor;
  throw new StopoverError({ where: `executor ${name}`, what: probe.reason, remedy: probe.fix });
}

/** The study's plan, kept in its store. `names` are those of the backend and the executor that will be used. */
export async function planPrepared(
  { study, services, store }: PreparedStudy,
  { backend, executor }: { readonly backend: string; readonly executor: string },
): Promise<Plan> {
  const { tasks, source, translators, architectures } = services;
  const tokenizerHash = async (folder: string) => (await Tokenizer.load(folder)).hash;
  const configOf = async (folder: string) => {
    const files = await openCheckpoint(folder, architectures);
    await checkNumbers(files);
    return files.config;
  };
  const options = { tasks, source, translators, engineVersion, tokenizerHash, configOf, store, backend, executor };
  const plan = await planStudy(study, options);
  if (backend !== 'auto') checkPrecision(plan, services.backends.get(backend, study.where('backend')), study);
  await store.savePlan(plan, study.text);
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
