import { dirname, resolve } from 'node:path';
import { type AnyTask, RequestError, type Source, StopoverError } from '@stopover/core';
import { DataChecker, type Measure, type TableCheck } from '@stopover/data';
import { languageMeant, loadStudy, meansLanguage, type Study } from '@stopover/study';
import { Tokenizer } from '@stopover/text';
import type { Services } from '../composition/compose.ts';
import { servicesFor } from '../composition/services-for.ts';
import type { OutputOptions, RecipeOptions, SourceOptions } from '../program/options.ts';
import { createTerminal, type Terminal } from '../program/terminal.ts';
import { CheckView } from '../views/check-view.ts';
import { recipeFrom } from './named-inputs.ts';

/** Options of `data check`. */
export interface DataCheckOptions extends OutputOptions, RecipeOptions, SourceOptions {
  readonly all?: boolean;
  readonly languages?: readonly string[];
  readonly tokenizer?: string;
}

/** Where a tokenizer is looked for when none is named: XLM-R's, by its name on the hub and in mirrors of tokenizers. */
const usualTokenizers = ['FacebookAI/xlm-roberta-base', 'xlm-r-tokenizer'];

/** Checks the data of tasks; status 1 when a row is wrong, a table cannot be read, or there is no table at all. */
export async function dataCheck(names: readonly string[], options: DataCheckOptions): Promise<number> {
  const terminal = createTerminal(options);
  const study = options.study === undefined ? undefined : await loadStudy(options.study);
  const studied = study && options.tokenizer === undefined ? modelOf(study) : undefined;
  const services = await servicesFor({ ...options, ...(studied ?? { model: options.tokenizer }) }, terminal);
  const tasks = tasksNamed(names, options, services);
  const languages = languagesFor(tasks, options.languages);
  const tokenizer = await tokenizerOf(options, studied?.model, services.source, terminal);
  const view = new CheckView(terminal);
  const checker = services.create(DataChecker);
  for (const task of tasks) {
    const { maxLength, docStride } = await recipeFrom(options, task);
    const measure: Measure | undefined = tokenizer && { tokenizer, maxLength, stride: docStride };
    const checks: TableCheck[] = [];
    const own = languages(task);
    for await (const check of checker.check(task, { measure, languages: own })) {
      checks.push(check);
      if (terminal.redraws) terminal.draw(`\r${task.name} ${check.language} ${check.role}\u001b[K`);
    }
    if (terminal.redraws) terminal.draw('\r\u001b[K');
    view.show(task, checks, { maxLength, rules: study?.tasks[task.name]?.skip ?? [] });
  }
  const sums = view.end();
  terminal.document({ source: services.source.name, recipe: options.recipe ?? options.study ?? 'jiant', ...sums });
  return sums.total.faults > 0 || sums.total.tables === 0 ? 1 : 0;
}

/** @throws RequestError for a name that is none, or when everything would be downloaded unasked. */
function tasksNamed(
  names: readonly string[],
  { all }: DataCheckOptions,
  { tasks, source }: Services,
): readonly AnyTask[] {
  if (names.length > 0 && all) {
    throw new RequestError({ where: '--all', what: 'tasks are named beside it', remedy: 'Leave out one of the two.' });
  }
  if (names.length > 0) return [...new Set(names)].map((name) => tasks.get(name, 'data check'));
  if (source.name !== 'hub' || all) return [...tasks];
  throw new RequestError({
    where: 'data check',
    what: 'no task is named, and from the hub the data sets of all would be downloaded',
    remedy: 'Name tasks, give --all, or read a mirror with --mirror DIR.',
  });
}

/** Which languages of a task are meant: undefined for all. @throws RequestError for one that no task has. */
function languagesFor(tasks: readonly AnyTask[], asked: readonly string[] | undefined) {
  const means = (name: string, [config, tag]: readonly [string, string]) => meansLanguage(name, config, tag);
  const entries = (task: AnyTask) => Object.entries(task.languages);
  for (const name of asked ?? []) {
    if (tasks.some((task) => entries(task).some((entry) => means(name, entry)))) continue;
    const known = [...new Set(tasks.flatMap((task) => Object.values(task.languages)))].sort();
    const near = languageMeant(name, known);
    const remedy = `${near ? `Did you mean "${near}"? ` : ''}They have ${known.join(', ')}.`;
    throw new RequestError({ where: '--languages', what: `no task here has a language "${name}"`, remedy });
  }
  return (task: AnyTask): readonly string[] | undefined =>
    asked && entries(task).flatMap((entry) => (asked.some((name) => means(name, entry)) ? [entry[1]] : []));
}

/** The first model of a study, whose tokenizer gives lengths where no other is asked for. */
const modelOf = ({ models, file }: Study) => ({ model: models[0], from: dirname(resolve(file)) });

/** The named tokenizer, which must be there; or that of the study's model, or else the usual one, where it can be had. */
async function tokenizerOf(
  { tokenizer }: DataCheckOptions,
  studied: string | undefined,
  source: Source,
  terminal: Terminal,
) {
  if (tokenizer !== undefined) return load(source, tokenizer);
  let reason = '';
  const usual = studied ?? source.capabilities.ownModel;
  for (const id of usual === undefined ? usualTokenizers : [usual]) {
    try {
      return await load(source, id);
    } catch (error) {
      // Rows can be checked without it, also where no network is.
      if (!(error instanceof StopoverError)) throw error;
      reason = error.message;
    }
  }
  const whose = usual === undefined ? "XLM-R's tokenizer" : `the tokenizer of ${usual}`;
  terminal.note(`No lengths, for want of ${whose}: name another with --tokenizer. (${reason})`);
  return undefined;
}

const load = async (source: Source, id: string): Promise<Tokenizer> =>
  Tokenizer.load(await (source.capabilities.tokenizer?.(id) ?? source.model(id)));
