import { DataError } from '@stopover/core';
import { parseOnly, partOf, tablesOfAll } from '@stopover/study';
import type { OutputOptions, PartOptions, SourceOptions, WorkOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { nothingToRun, planPrepared, prepareStudy, readStudy } from '../study/prepare-study.ts';
import { notAvailable } from '../views/not-available.ts';
import { counted } from '../views/quantities.ts';

/** Options of `fetch`. */
export type FetchOptions = OutputOptions & SourceOptions & PartOptions & Pick<WorkOptions, 'store'>;

/**
 * Brings everything that a study reads to where its stages look for it, and says what there is not; runs nothing.
 * @throws RequestError for a model that the source has not, DataError for a table that changes while it is fetched.
 */
export async function fetchStudy(path: string, options: FetchOptions): Promise<number> {
  const terminal = createTerminal(options);
  const only = parseOnly(options.only ?? []);
  const prepared = await prepareStudy(await readStudy(path, options.set), options, terminal);
  const { study, services, store } = prepared;
  // Planning reads models, tokenizers and translators, for the keys hold their hashes.
  const plan = partOf(await planPrepared(prepared, { ...study, only, limit: options.limit }));
  const models = plan.models.map(({ id, folder }) => ({ id, folder }));
  const translators = study.translators.map(({ name }) => name);
  const tables = [];
  for (const { task, role, language, location, fingerprint } of tablesOfAll(plan.stages)) {
    if ((await services.source.fingerprint(location)) !== fingerprint) {
      const where = `${location.repo}, configuration ${location.config}, split ${location.split}`;
      const remedy = 'Run the same command again: it plans with the rows there are now.';
      throw new DataError({ where, what: 'the rows have changed since they were looked at a moment ago', remedy });
    }
    tables.push({ task, role, language, repo: location.repo, revision: location.revision });
  }
  const { unavailable } = plan;
  const nothing = plan.cells.length === 0 ? nothingToRun(plan, study.file) : undefined;
  const refusal = nothing && { error: nothing.problem, status: nothing.exitCode };
  const from = { study: study.name, store: store.folder, source: services.source.name };
  terminal.document({ ...from, models, translators, tables, unavailable, ...refusal });
  const parts = [
    counted(models.length, 'model'),
    counted(tables.length, 'table'),
    ...(translators.length > 0 ? [counted(translators.length, 'translator')] : []),
  ];
  terminal.print(`${study.name} reads ${parts.join(', ')}: all here, from the source ${services.source.name}.`);
  for (const line of notAvailable(unavailable)) terminal.print(terminal.colors.yellow(line));
  if (!nothing) return 0;
  terminal.note(`stopover: ${nothing.message}`);
  return nothing.exitCode;
}
