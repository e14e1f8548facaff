import { basename, join, resolve } from 'node:path';
import { type AnyTask, RequestError, type Source } from '@stopover/core';
import { isFile } from '@stopover/files';
import {
  baseRecipes,
  languageMeant,
  loadStudy,
  modelState,
  openStore,
  parseStudy,
  recipeFor,
  tagsNamed,
} from '@stopover/study';
import type { Recipe } from '@stopover/training';
import type { RecipeOptions } from '../program/options.ts';

/**
 * The recipe for a task: of the published name or the study file that is given as one, else of the study, else jiant's;
 * with the changes of `--set` in it.
 * @throws RequestError for any other name.
 */
export async function recipeFrom({ recipe, study, set = [] }: RecipeOptions, task: AnyTask): Promise<Recipe> {
  const name = recipe ?? study ?? 'jiant';
  const other = set.find((one) => !one.startsWith('recipe.'));
  if (other !== undefined) {
    const remedy = 'Set a field of the recipe, like `--set recipe.all.maxLength=128`.';
    throw new RequestError({ where: `--set ${other}`, what: 'of a study only the recipe is used here', remedy });
  }
  if (baseRecipes.some((one) => one === name)) {
    const plain = `name: ${name}\nmodel: none\ntargets: [${task.name}]\nrecipe: ${name}\n`;
    return recipeFor(parseStudy(plain, `recipe ${name}`, set).recipe, task.role, task.kind);
  }
  if (await isFile(name)) return recipeFor((await loadStudy(name, set)).recipe, task.role, task.kind);
  throw new RequestError({
    where: `--recipe ${name}`,
    what: 'there is no such recipe and no such file',
    remedy: `Give ${baseRecipes.join(', ')}, or a study file whose \`recipe:\` is to be used.`,
  });
}

/**
 * Holds `--set` against the one task of a command, whose recipe has `all` and what is of its role.
 * @throws RequestError for a field of another sort of training, which would change nothing.
 */
export function assertOfRole(set: readonly string[] = [], { name, role }: AnyTask): void {
  for (const one of set) {
    const [, sort] = /^recipe\.(intermediate|target|shots|text)\b/.exec(one) ?? [];
    if (sort === undefined || sort === role) continue;
    const what = `${name} is trained and read by the recipe of ${role === 'target' ? 'a target' : 'an intermediate'} here, so it changes nothing`;
    const remedy = `Set a field of recipe.all or of recipe.${role}.`;
    throw new RequestError({ where: `--set ${one}`, what, remedy });
  }
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
      const near = languageMeant(name, tags);
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
 * The folder of a model that a command names: a checkpoint, the folder of a stage, or a model of the source or of a plugin.
 * @throws RequestError when it is none of these.
 */
export const modelNamed = async (source: Source, name: string): Promise<string> =>
  source.model(await checkpointFolder(name));

/** A checkpoint's folder: itself, or the `model` in the folder of a stage. What is neither is a name, and stays as it is. */
async function checkpointFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const store = openStore(join(folder, '../..'));
  if ((await modelState(store, basename(folder)).catch(() => 'none')) === 'dropped') {
    const what = 'the study did not keep the model of this stage';
    const remedy = `\`stopover export --store ${store.folder} --stage ${basename(folder)} --out DIR\` makes it again.`;
    throw new RequestError({ where: folder, what, remedy });
  }
  if (await isFile(join(folder, 'config.json'))) return folder;
  return (await isFile(join(folder, 'model', 'config.json'))) ? join(folder, 'model') : path;
}
