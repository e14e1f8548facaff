// The English stages of a study: intermediate tasks and the targets' own English training.
import { type AnyTask, RequestError } from '@stopover/core';
import { drawWeights, fitOneHead, type Recipe, weightBeside } from '@stopover/training';
import { type Found, found, missing } from './found.ts';
import { mixtureRecipe, type Role, recipeFor, type StudyRecipe } from './named-recipes.ts';
import { canShuffle } from './shuffled-labels.ts';
import type { MaskedText, Table, TrainStage } from './stage.ts';
import type { Model, StageBook, Training } from './stage-book.ts';
import type { Intermediate } from './study-intermediates.ts';
import type { InLanguages } from './study-translators.ts';
import type { Tables } from './tables.ts';
import type { Translations } from './translations.ts';

export interface Ways {
  readonly book: StageBook;
  readonly tables: Tables;
  readonly recipe: StudyRecipe;
  readonly translations: Translations;
}

/** Trains an intermediate, or a mixture, on the base model, with a new head for each of its tasks. */
export async function trainIntermediate(
  ways: Ways,
  base: Model,
  { name, mixing, translate, heads, shuffled }: Intermediate,
  tasks: readonly AnyTask[],
  seed: number,
  masked: MaskedText | undefined,
): Promise<Found<Model>> {
  const recipe =
    tasks.length === 1
      ? recipeFor(ways.recipe, 'intermediate', tasks[0]?.kind ?? 'classification')
      : mixtureRecipe(
          ways.recipe,
          tasks.map(({ kind }) => kind),
        );
  return trainEnglish(ways, base, {
    ...{ name, tasks, head: 'new', mixing, recipe, seed, translate },
    ...(heads === 'shared' && { heads }),
    ...(masked && { masked }),
    ...(shuffled && { labels: 'shuffled' as const }),
  });
}

/**
 * A target's English training: its tasks one after the other. The first gets a new head, whatever the model was
 * trained on before; those that follow go on with it (Social IQa, then COPA).
 */
export async function trainTarget(
  ways: Ways,
  origin: Model,
  tasks: readonly AnyTask[],
  seed: number,
  translate: InLanguages | null = null,
): Promise<Found<Model>> {
  const role: Role = 'target';
  let model = origin;
  for (const [i, task] of tasks.entries()) {
    const recipe = recipeFor(ways.recipe, role, task.kind);
    const head = i === 0 ? 'new' : 'keep';
    const reached = await trainEnglish(ways, model, {
      name:
        task.name + (translate ? ` in ${[...(translate.english ? ['en'] : []), ...translate.to].join(' and ')}` : ''),
      tasks: [task],
      head,
      mixing: null,
      recipe,
      seed,
      translate,
    });
    if (!reached.ok) return reached;
    model = reached.value;
  }
  return found(model);
}

interface English extends Pick<TrainStage, 'heads' | 'masked' | 'labels'> {
  readonly name: string;
  readonly tasks: readonly AnyTask[];
  readonly head: 'new' | 'keep';
  readonly mixing: Intermediate['mixing'];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly translate: InLanguages | null;
}

async function trainEnglish(ways: Ways, parent: Model, english: English): Promise<Found<Model>> {
  const { book, tables } = ways;
  const { tasks, recipe, translate, ...rest } = english;
  const data: Table[] = [];
  const sizes = new Map<string, number>();
  for (const task of tasks) {
    const table = await tables.find(task, 'en', 'train');
    if (!table.ok) return missing(`${english.name} cannot be trained: ${table.reason}`);
    const used = Math.min(await tables.count(table.value), recipe.maxExamples ?? Number.POSITIVE_INFINITY);
    const own = await inLanguages(ways, task, table.value, { ...english, rows: used });
    if (!own.ok) return missing(`${english.name} cannot be trained: ${own.reason}`);
    data.push(...own.value);
    sizes.set(task.name, used * own.value.length);
  }
  const select = await selection(tables, tasks, recipe);
  if (!select.ok)
    return missing(
      `${english.name} cannot be trained: ${select.reason} to select a model on (recipe field select: last needs none)`,
    );
  const rows = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const mixed = mixedOf(sizes, english);
  return found(
    book.train(parent, { ...rest, recipe, data, rows, ...(mixed && { mixed }), shots: null, select: select.value }),
  );
}

/** How the tasks, by their rows, and the text beside them share the steps; undefined where one task has all. */
function mixedOf(sizes: ReadonlyMap<string, number>, { mixing, masked, recipe }: English): Training['mixed'] {
  if (!mixing && !masked) return undefined;
  const tasks = [...sizes].map(([task, size]) => ({ task, size }));
  const weights = drawWeights(tasks, mixing ?? 'proportional');
  const parts = tasks.map(({ size }, i) => ({ batches: Math.ceil(size / recipe.batchSize), weight: weights[i] ?? 0 }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const text = masked?.share ?? 0;
  const own = tasks.map(({ task }, i) => [task, ((weights[i] ?? 0) / total) * (1 - text)] as const);
  // Nobody has counted the text: of a long one every step takes as many batches as it may.
  const long = { batches: recipe.accumulate, weight: weightBeside(weights, text), beside: true };
  return masked
    ? { parts: [...parts, long], shares: Object.fromEntries([...own, ['mlm', text]]) }
    : { parts, shares: Object.fromEntries(own) };
}

/** The English table, its translations, or both. Those rows are translated that English training would take. */
async function inLanguages(
  { tables, translations }: Ways,
  task: AnyTask,
  table: Table,
  { translate, recipe, seed, rows }: English & { readonly rows: number },
): Promise<Found<readonly Table[]>> {
  if (!translate) return found([table]);
  const all: Table[] = translate.english ? [table] : [];
  const most = recipe.maxExamples;
  // All rows are the same rows for every seed.
  const pick = most === null || most >= (await tables.count(table)) ? null : { most, seed };
  for (const to of translate.to) {
    const translated = await translations.find({ task, table, to, with: translate.with, pick, rows });
    if (!translated.ok) return translated;
    all.push(translated.value);
  }
  return found(all);
}

/** The English development rows of the task itself: the only rows that selection may see. */
async function selection(
  tables: Tables,
  tasks: readonly AnyTask[],
  { select }: Recipe,
): Promise<Found<Table<'en'> | null>> {
  const [task] = tasks;
  if (select === 'last' || task === undefined || tasks.length > 1) return found(null);
  return tables.find(task, 'en', 'validation');
}

/** Whether an intermediate's tasks can be blended as it says. @throws RequestError naming its place. */
export function checkBlend({ heads, shuffled, where, name }: Intermediate, tasks: readonly AnyTask[]): void {
  const fixed = shuffled ? tasks.find((task) => !canShuffle(task)) : undefined;
  if (fixed)
    throw new RequestError({
      where,
      what: `the answers of ${fixed.name} belong to their rows and cannot be shuffled`,
      remedy: 'Leave `labels` out, or name a task of classification or choice.',
    });
  const pair = tasks.some((a, i) => tasks.slice(i + 1).some((b) => fitOneHead(a, b)));
  if (heads === 'shared' && !pair)
    throw new RequestError({
      where,
      what: `no two tasks of ${name} have the same labels, so that none can share a head`,
      remedy: 'Leave `heads` out: each task then has its own.',
    });
}

/** Whether a task can be a stopover. @throws RequestError when it has nothing to train on in English. */
export function checkTrainable(task: AnyTask, where: string): void {
  const lacks =
    task.kind === 'bitext'
      ? 'is sentence retrieval, which trains nothing'
      : task.source.splits.train === undefined
        ? 'has no train split'
        : Object.values(task.languages).includes('en')
          ? undefined
          : 'has no English data';
  if (lacks)
    throw new RequestError({
      where,
      what: `${task.name} ${lacks}`,
      remedy: 'Name another task: `stopover tasks` lists them.',
    });
}
