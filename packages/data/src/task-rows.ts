import { join, resolve } from 'node:path';
import { type AnyTask, type Example, type Kind, type Location, RequestError, type Source } from '@stopover/core';
import { isFile } from '@stopover/files';
import { filesToFetch, locate, locateCandidates } from '@stopover/hub';
import { nearest } from '@stopover/registry';
import {
  baseRecipes,
  firstOf,
  loadStudy,
  type ReadRows,
  readRows,
  recipeFor,
  type StudyRecipe,
  type Table,
  tagsNamed,
} from '@stopover/study';
import type { Recipe, TaskData } from '@stopover/training';
import type { RecipeOptions } from './options.ts';

type Role = Exclude<Table['role'], 'candidates'>;

/**
 * The recipe for a task: of the published name or the study file that is given as one, else of the study, else jiant's.
 * @throws RequestError for any other name.
 */
export async function recipeFrom({ recipe, study }: RecipeOptions, task: AnyTask): Promise<Recipe> {
  const name = recipe ?? study ?? 'jiant';
  const base = baseRecipes.find((one) => one === name);
  const plain = (of: StudyRecipe['base']): StudyRecipe => ({
    base: of,
    all: {},
    intermediate: {},
    target: {},
    shots: {},
  });
  if (base !== undefined) return recipeFor(plain(base), task.role, task.kind);
  if (await isFile(name)) return recipeFor((await loadStudy(name)).recipe, task.role, task.kind);
  throw new RequestError({
    where: `--recipe ${name}`,
    what: 'there is no such recipe and no such file',
    remedy: `Give ${baseRecipes.join(', ')}, or a study file whose \`recipe:\` is to be used.`,
  });
}

/**
 * The tags (BCP 47) that a list of tags or configuration names means.
 * @throws RequestError naming what there is, or the two names of one language.
 */
export function languagesNamed(names: readonly string[], task: AnyTask): readonly string[] {
  const where = '--languages';
  const namedBy = new Map<string, string>();
  for (const name of names) {
    const found = tagsNamed(task, name);
    if (found.length === 0) {
      const tags = Object.values(task.languages);
      const near = nearest(name, tags);
      const remedy = `${near ? `Did you mean "${near}"? ` : ''}${task.name} has ${tags.join(', ')}.`;
      throw new RequestError({ where, what: `${task.name} has no language "${name}"`, remedy });
    }
    for (const tag of found) {
      const first = namedBy.get(tag);
      if (first !== undefined) {
        const what = `"${first}" and "${name}" are both ${tag} of ${task.name}`;
        throw new RequestError({ where, what, remedy: 'Name each language once.' });
      }
      namedBy.set(tag, name);
    }
  }
  return [...namedBy.keys()];
}

/**
 * The languages of a task that a source has rows in, and those that it has none in.
 * @throws RequestError when the task has no such split, or the source no rows of it at all.
 */
export async function languagesIn(source: Source, task: AnyTask, role: Role) {
  const there: string[] = [];
  const missing: string[] = [];
  for (const language of Object.values(task.languages)) {
    const found = await source.has(locationOf(task, role, language));
    (found ? there : missing).push(language);
  }
  if (there.length > 0) return { there, missing };
  const [first = ''] = Object.values(task.languages);
  throw absent(source, task, locationOf(task, role, first), `${role} rows of ${task.name}`);
}

/** The usable rows of a task in one language. @throws RequestError when the task or the source has no such split. */
export async function rowsOf<L extends string>(
  source: Source,
  task: AnyTask,
  role: Role,
  language: L,
): Promise<ReadRows<L>> {
  const location = locationOf(task, role, language);
  // Of tables a source itself says what is not there.
  if (filesToFetch(task, location) && !(await source.has(location)))
    throw absent(source, task, location, `${role} rows of ${task.name} in ${language}`);
  return readRows(source, task, { task: task.name, role, language, location, fingerprint: '' });
}

/**
 * The training rows of a task in some languages, as one. The tags of a task without a list of its own are those of all
 * of them. Of each language those rows are taken that a study with this number and this seed would take.
 * @throws RequestError as `rowsOf`.
 */
export async function trainingRows(
  source: Source,
  task: AnyTask,
  languages: readonly string[],
  { maxExamples, seed }: { readonly maxExamples: number | null; readonly seed: number },
): Promise<TaskData> {
  const parts: TaskData[] = [];
  for (const language of languages) parts.push((await rowsOf(source, task, 'train', language)).rows);
  const taken = (rows: TaskData['examples']) =>
    maxExamples === null ? rows : firstOf(rows, { task: task.name, most: maxExamples, seed });
  const examples = parts.flatMap((rows) => taken(rows.examples));
  if (task.kind !== 'tagging' || !task.head.labelsIn) return { task, examples };
  const tags = new Set(parts.flatMap((rows) => ('labels' in rows.task.head ? rows.task.head.labels : [])));
  return { task: { ...task, head: { ...task.head, labels: [...tags].sort() } }, examples };
}

/**
 * Rows whose documents are searched for every language of a task; undefined where there are none but its own.
 * @throws RequestError when the source lacks the table of candidates.
 */
export async function candidatesOf(
  source: Source,
  task: AnyTask,
  role: Role,
): Promise<readonly Example<Kind>[] | undefined> {
  if (task.candidates === undefined) return undefined;
  const examples: Example<Kind>[] = [];
  if (task.candidates === 'every-language') {
    const { there } = await languagesIn(source, task, role);
    for (const language of there) examples.push(...(await rowsOf(source, task, role, language)).rows.examples);
    return examples;
  }
  const location = locateCandidates(task, task.candidates);
  if (!(await source.has(location)))
    throw absent(source, task, location, `documents of ${task.name} (${location.config} of ${location.repo})`);
  const table = { task: task.name, role: 'candidates', language: 'mul', location, fingerprint: '' } as const;
  return (await readRows(source, task, table)).rows.examples;
}

/** The rows of a task's split, where the task and the source have them. */
export async function rowsIfAny(source: Source, task: AnyTask, role: Role, language: string) {
  if (task.source.splits[role] === undefined) return undefined;
  if (!(await source.has(locationOf(task, role, language)))) return undefined;
  return (await rowsOf(source, task, role, language)).rows;
}

/** The source lacks what a location names: files that a person fetches, with how, or a table. */
function absent({ name }: Source, task: AnyTask, location: Location, of: string): RequestError {
  const files = filesToFetch(task, location);
  return new RequestError({
    where: `--task ${task.name}`,
    what: `the source ${name} has no ${of}${files ? ` ${files.where}` : ''}`,
    remedy: files ? files.get : 'Take another source, or another task.',
  });
}

/** @throws RequestError for a task that has no training rows in any language, naming what it is trained on. */
export function assertTrains(task: AnyTask): void {
  if (task.source.splits.train !== undefined) return;
  const what = `${task.name} only evaluates: it has no training rows`;
  throw new RequestError({ where: `--task ${task.name}`, what, remedy: otherRows(task, 'train') });
}

function locationOf(task: AnyTask, role: Role, language: string): Location {
  const location = locate(task, language, role);
  if (location) return location;
  const what = `${task.name} has no ${role} rows in ${language}`;
  throw new RequestError({ where: `--task ${task.name}`, what, remedy: otherRows(task, role) });
}

const otherRows = ({ source, trainedOn }: AnyTask, role: Role): string => {
  const [first] = Object.values(trainedOn ?? {});
  if (role === 'train' && first) return `Train on ${first.join(', then ')} instead: that is its English training.`;
  return `It has ${Object.keys(source.splits).join(' and ')} rows in the languages that \`stopover tasks --json\` lists.`;
};

/**
 * The folder of a model that a command names: a checkpoint, the folder of a stage, `miniature`, or a model of the source.
 * @throws RequestError when it is none of these.
 */
export const modelNamed = async (source: Source, name: string): Promise<string> =>
  source.model(await checkpointFolder(name));

/** A checkpoint's folder: itself, or the `model` in the folder of a stage. What is neither is a name, and stays as it is. */
async function checkpointFolder(path: string): Promise<string> {
  const folder = resolve(path);
  if (await isFile(join(folder, 'config.json'))) return folder;
  return (await isFile(join(folder, 'model', 'config.json'))) ? join(folder, 'model') : path;
}
