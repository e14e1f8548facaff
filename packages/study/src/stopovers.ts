// The English stages of a study: intermediate tasks and the targets' own English training.
import { type AnyTask, RequestError } from '@stopover/core';
import type { Recipe } from '@stopover/training';
import { type Found, found, missing } from './found.ts';
import { mixtureRecipe, type Role, recipeFor, type StudyRecipe } from './named-recipes.ts';
import type { Table } from './stage.ts';
import type { Model, StageBook } from './stage-book.ts';
import type { Intermediate } from './study-file.ts';
import type { Tables } from './tables.ts';

export interface Ways {
  readonly book: StageBook;
  readonly tables: Tables;
  readonly recipe: StudyRecipe;
}

/** Trains an intermediate, or a mixture, on the base model, with a new head for each of its tasks. */
export async function trainIntermediate(
  ways: Ways,
  base: Model,
  { name, mixing }: Intermediate,
  tasks: readonly AnyTask[],
  seed: number,
): Promise<Found<Model>> {
  const recipe =
    tasks.length === 1
      ? recipeFor(ways.recipe, 'intermediate', tasks[0]?.kind ?? 'classification')
      : mixtureRecipe(
          ways.recipe,
          tasks.map(({ kind }) => kind),
        );
  return trainEnglish(ways, base, { name, tasks, head: 'new', mixing, recipe, seed });
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
): Promise<Found<Model>> {
  const role: Role = 'target';
  let model = origin;
  for (const [i, task] of tasks.entries()) {
    const recipe = recipeFor(ways.recipe, role, task.kind);
    const head = i === 0 ? 'new' : 'keep';
    const reached = await trainEnglish(ways, model, {
      name: task.name,
      tasks: [task],
      head,
      mixing: null,
      recipe,
      seed,
    });
    if (!reached.ok) return reached;
    model = reached.value;
  }
  return found(model);
}

interface English {
  readonly name: string;
  readonly tasks: readonly AnyTask[];
  readonly head: 'new' | 'keep';
  readonly mixing: Intermediate['mixing'];
  readonly recipe: Recipe;
  readonly seed: number;
}

async function trainEnglish({ book, tables }: Ways, parent: Model, english: English): Promise<Found<Model>> {
  const { tasks, recipe, ...rest } = english;
  const data: Table[] = [];
  let rows = 0;
  for (const task of tasks) {
    const table = await tables.find(task, 'en', 'train');
    if (!table.ok) return missing(`${english.name} cannot be trained: ${table.reason}`);
    data.push(table.value);
    rows += Math.min(await tables.count(table.value), recipe.maxExamples ?? Number.POSITIVE_INFINITY);
  }
  const select = await selection(tables, tasks, recipe);
  if (!select.ok)
    return missing(
      `${english.name} cannot be trained: ${select.reason} to select a model on (recipe field select: last needs none)`,
    );
  return found(book.train(parent, { ...rest, recipe, data, rows, shots: null, select: select.value }));
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
