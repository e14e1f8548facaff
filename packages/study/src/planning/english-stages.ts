// The stages of a study's intermediates.
import { type AnyTask, RequestError } from '@stopover/core';
import { type Availability, available, type MaskedText, type Table, type Tables, unavailable } from '@stopover/data';
import { countSteps, drawWeights, fitOneHead, type Recipe, weightBeside } from '@stopover/training';
import type { PlannedModel } from '../records/plan.ts';
import type { TrainStage } from '../records/stage.ts';
import { canShuffle } from '../stages/shuffled-labels.ts';
import { mixtureRecipe, recipeFor } from '../study-file/named-recipes.ts';
import type { Intermediate } from '../study-file/study-intermediates.ts';
import type { InLanguages } from '../study-file/study-translators.ts';
import { metricInKey } from './key-content.ts';
import type { PlanContext } from './plan-context.ts';
import type { ParentModel, TrainSpec } from './stage-registry.ts';
import { isSplit, type Reading } from './trained-sequences.ts';

/** An intermediate with its tasks and what is beside them, or a model that is ready. */
export interface PlannedIntermediate {
  readonly chosen: Intermediate;
  readonly tasks: readonly AnyTask[];
  /** Text beside its tasks, found. */
  readonly masked: MaskedText | undefined;
  /** A checkpoint that somebody has trained already. */
  readonly ready: PlannedModel | undefined;
}

/** Trains an intermediate, or a mixture, on a model, with a new head for each of its tasks. */
export async function trainIntermediate(
  context: PlanContext,
  base: ParentModel,
  intermediate: PlannedIntermediate,
  seed: number,
): Promise<Availability<ParentModel>> {
  const { chosen, ready } = intermediate;
  if (ready) return readyModel(chosen.name, ready, base);
  return trainEnglish(context, base, englishOf(context, intermediate, seed));
}

/**
 * Optimizer steps that training an intermediate takes, or why nobody knows. They are counted by the sequences that its
 * rows become, as when it runs: a row that is skipped is none of them, and a long context is several.
 */
export async function intermediateSteps(
  context: PlanContext,
  intermediate: PlannedIntermediate,
  { seed, base }: Pick<Reading, 'seed' | 'base'>,
): Promise<Availability<number>> {
  const { name } = intermediate.chosen;
  if (intermediate.ready) return unavailable(`nobody knows how many steps ${name} was trained for`);
  const english = englishOf(context, intermediate, seed);
  const { recipe, tasks, translate } = english;
  if (recipe.maxSteps !== null) return available(recipe.maxSteps);
  const copies = translate ? translate.to.length + (translate.english ? 1 : 0) : 1;
  const sizes = new Map<string, number>();
  for (const task of tasks) {
    if (translate && isSplit(task))
      return unavailable(`how many windows the rows of ${name} have is known when they are translated`);
    const table = await context.tables.find(task, 'en', 'train');
    if (!table.ok) return unavailable(`${name} cannot be trained: ${table.reason}`);
    sizes.set(task.name, copies * (await context.sequences.count(task, table.value, { recipe, seed, base })));
  }
  const alone = { batches: Math.ceil(sumOf(sizes) / recipe.batchSize), weight: 1 };
  return available(countSteps(mixedOf(sizes, english)?.parts ?? [alone], recipe, seed));
}

/** What an intermediate is trained on, and how. */
function englishOf(
  { study: { recipe: study } }: PlanContext,
  intermediate: PlannedIntermediate,
  seed: number,
): English {
  const { chosen, tasks, masked } = intermediate;
  const { name, mixing, translate, heads, shuffled, recipe: own } = chosen;
  const [first] = tasks;
  const recipe =
    first && tasks.length === 1
      ? recipeFor(study, 'intermediate', first.kind, own)
      : mixtureRecipe(
          study,
          tasks.map(({ kind }) => kind),
          own,
        );
  return {
    ...{ name, tasks, head: 'new', mixing, recipe, seed, translate },
    ...(heads === 'shared' && { heads }),
    ...(masked && { masked }),
    ...(shuffled && { labels: 'shuffled' as const }),
  };
}

const sumOf = (sizes: ReadonlyMap<string, number>): number => [...sizes.values()].reduce((sum, size) => sum + size, 0);

interface English extends Pick<TrainStage, 'heads' | 'masked' | 'labels'> {
  readonly name: string;
  readonly tasks: readonly AnyTask[];
  readonly head: 'new' | 'keep';
  readonly mixing: Intermediate['mixing'];
  readonly recipe: Recipe;
  readonly seed: number;
  readonly translate: InLanguages | null;
}

/** A ready checkpoint stands for the base model that it was made of, wherever that is: nothing can stand before it. */
function readyModel(name: string, { hash, tokenizer }: PlannedModel, base: ParentModel): Availability<ParentModel> {
  if (base.steps.length > 0) return unavailable(`${name} is a ready checkpoint, and nothing is trained before it`);
  return available({ ...base, origin: { base: hash }, tokenizer, steps: [name] });
}

async function trainEnglish(
  context: PlanContext,
  parent: ParentModel,
  english: English,
): Promise<Availability<ParentModel>> {
  const { registry, tables } = context;
  const { tasks, recipe, translate, ...rest } = english;
  const data: Table[] = [];
  const sizes = new Map<string, number>();
  for (const task of tasks) {
    const table = await tables.find(task, 'en', 'train');
    if (!table.ok) return unavailable(`${english.name} cannot be trained: ${table.reason}`);
    const used = Math.min(await tables.count(table.value), recipe.maxExamples ?? Number.POSITIVE_INFINITY);
    const own = await inLanguages(context, task, table.value, { ...english, rows: used });
    if (!own.ok) return unavailable(`${english.name} cannot be trained: ${own.reason}`);
    data.push(...own.value);
    sizes.set(task.name, used * own.value.length);
  }
  const select = await selection(tables, tasks, recipe);
  if (!select.ok)
    return unavailable(
      `${english.name} cannot be trained: ${select.reason} to select a model on (recipe field select: last needs none)`,
    );
  const rows = sumOf(sizes);
  const mixed = mixedOf(sizes, english);
  return available(
    registry.train(parent, { ...rest, recipe, data, rows, ...(mixed && { mixed }), shots: null, ...select.value }),
  );
}

/** How the tasks, by their rows, and the text beside them share the steps; undefined where one task has all. */
function mixedOf(sizes: ReadonlyMap<string, number>, { mixing, masked, recipe }: English): TrainSpec['mixed'] {
  if (!mixing && !masked) return undefined;
  const tasks = [...sizes].map(([task, size]) => ({ task, size }));
  const weights = drawWeights(tasks, mixing ?? 'proportional');
  const parts = tasks.map(({ size }, i) => ({ batches: Math.ceil(size / recipe.batchSize), weight: weights[i] ?? 0 }));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const text = masked?.share ?? 0;
  const own = tasks.map(({ task }, i) => [task, ((weights[i] ?? 0) / total) * (1 - text)] as const);
  // Nobody has counted the text: of a long one every step takes as many batches as it may.
  const long = { batches: recipe.gradientAccumulationSteps, weight: weightBeside(weights, text), beside: true };
  return masked
    ? { parts: [...parts, long], shares: Object.fromEntries([...own, ['mlm', text]]) }
    : { parts, shares: Object.fromEntries(own) };
}

/** The English table, its translations, or both. Those rows are translated that English training would take. */
async function inLanguages(
  { tables, translations }: PlanContext,
  task: AnyTask,
  table: Table,
  { translate, recipe, seed, rows }: English & { readonly rows: number },
): Promise<Availability<readonly Table[]>> {
  if (!translate) return available([table]);
  const all: Table[] = translate.english ? [table] : [];
  const most = recipe.maxExamples;
  // All rows are the same rows for every seed.
  const pick = most === null || most >= (await tables.count(table)) ? null : { most, seed };
  for (const to of translate.to) {
    const translated = await translations.find({ task, table, to, with: translate.with, pick, rows });
    if (!translated.ok) return translated;
    all.push(translated.value);
  }
  return available(all);
}

/** The English development rows of the task itself: the only rows that selection may see. */
async function selection(
  tables: Tables,
  tasks: readonly AnyTask[],
  { select }: Recipe,
): Promise<Availability<Pick<TrainStage, 'select' | 'metric'>>> {
  const [task] = tasks;
  if (select === 'last' || select === 'average' || task === undefined || tasks.length > 1)
    return available({ select: null });
  const table = await tables.find(task, 'en', 'validation');
  return table.ok ? available({ select: table.value, ...metricInKey(task, table.value) }) : table;
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

/** Whether a task can be an intermediate task. @throws RequestError when it has nothing to train on in English. */
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
