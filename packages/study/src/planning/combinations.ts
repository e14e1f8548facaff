// The models of arms that train nothing: means over seeds, and sums of what tasks changed.
import type { Combination } from '@stopover/core';
import { type Availability, available, unavailable } from '@stopover/data';
import type { ArmForm } from '../arms/arm-form.ts';
import { addedInWords } from '../arms/needs.ts';
import type { CombineStage } from '../records/stage.ts';
import { recipeFor } from '../study-file/named-recipes.ts';
import { metricInKey } from './key-content.ts';
import type { PathWalker, Walk } from './path-walker.ts';
import type { PlanContext } from './plan-context.ts';
import type { ParentModel } from './stage-registry.ts';

type Sum = Extract<Combination, { readonly add: unknown }>;
type Mean = Exclude<Combination, Sum>;

/** The disjoint groups of seeds that are averaged, in the study's order, and the seeds that are left. */
export function seedGroups(seeds: readonly number[], size: number): { groups: number[][]; left: readonly number[] } {
  const groups = Array.from({ length: Math.floor(seeds.length / size) }, (_, i) =>
    seeds.slice(i * size, (i + 1) * size),
  );
  return { groups, left: seeds.slice(groups.length * size) };
}

/** Whether an arm has a cell under a seed: a mean stands under the first of its seeds. */
export const hasCell = ({ arm: { combine } }: ArmForm, seeds: readonly number[], seed: number): boolean =>
  !combine || 'add' in combine || seedGroups(seeds, combine.size).groups.some(([first]) => first === seed);

/** The model of an arm in one place of the grid, or why the data cannot give it. */
export function combinedModel(
  context: PlanContext,
  walker: PathWalker,
  { path, arm: { combine } }: ArmForm,
  walk: Walk,
): Promise<Availability<ParentModel>> {
  if (!combine) return Promise.resolve(unavailable('the arm combines nothing'));
  return 'add' in combine
    ? addTasks(context, { walker, path, combine, walk })
    : averageSeeds(context, { walker, path, combine, walk });
}

interface Combined<C> {
  readonly walker: PathWalker;
  readonly path: ArmForm['path'];
  readonly combine: C;
  readonly walk: Walk;
}

async function averageSeeds(
  { registry, study }: PlanContext,
  { walker, path, combine, walk }: Combined<Mean>,
): Promise<Availability<ParentModel>> {
  const seeds = seedGroups(study.seeds, combine.size).groups.find(([first]) => first === walk.seed) ?? [];
  const models: ParentModel[] = [];
  for (const seed of seeds) {
    const own = { ...walk, seed, ...(combine.head && { headSeed: walk.seed }) };
    const reached = await walker.walk(path, walker.start, own);
    if (!reached.ok) return reached;
    models.push(reached.value.model);
  }
  const [from] = models;
  if (!from) return unavailable('there are no seeds to average');
  if (new Set(models.map(({ origin }) => JSON.stringify(origin))).size < models.length)
    return unavailable('its models are the same for every seed, so that there is nothing to average');
  const name = `mean of ${from.steps.join(' → ')}`;
  const members = models.map((model) => ({ model, weights: [1] }));
  const own = { how: 'mean', from, members, head: headOfMean(models), select: null, rows: 0, name, seeds } as const;
  return available(registry.combine({ ...own, lengths: recipeOf(study, walk) }));
}

/** Heads that began with the same values are averaged; of others one is taken, the first. */
function headOfMean(models: readonly ParentModel[]): CombineStage['head'] {
  const [first] = models;
  if (first?.head === undefined) return 'leave';
  return models.every(({ head }) => head === first.head) ? 'combine' : 0;
}

async function addTasks(
  context: PlanContext,
  { walker, path, combine, walk }: Combined<Sum>,
): Promise<Availability<ParentModel>> {
  const { registry, study } = context;
  const from = walker.start.model;
  const members: { readonly model: ParentModel; readonly weights: readonly number[] }[] = [];
  let head: CombineStage['head'] = 'leave';
  for (const [i, step] of path.entries()) {
    const reached = await walker.walk([step], walker.start, walk);
    if (!reached.ok) return reached;
    const { model, headed } = reached.value;
    // What trains nothing changes nothing: a target that is only evaluated has no English training.
    if (JSON.stringify(model.origin) === JSON.stringify(from.origin)) continue;
    // The base has no head, so that none can be added to: it is the last task's, whose labels are the target's.
    if (headed) head = members.length;
    members.push({ model, weights: combine.add[i] ?? [1] });
  }
  if (members.length === 0) return unavailable('nothing is trained that could be added');
  const names = members.map(({ model }) => model.steps.join(' → '));
  const name = addedInWords(
    names,
    members.map(({ weights }) => weights),
  );
  const choice = await choiceRows(context, walk, members);
  if (!choice.ok) return choice;
  const own = { how: 'add', from, members, head, name, seeds: [walk.seed], lengths: recipeOf(study, walk) } as const;
  return available(registry.combine({ ...own, ...choice.value }));
}

/** The English development rows on which one of several weights is chosen: no others may be seen. */
async function choiceRows(
  { tables, study }: PlanContext,
  walk: Walk,
  members: readonly { readonly weights: readonly number[] }[],
): Promise<Availability<Pick<CombineStage, 'select' | 'metric'> & { readonly rows: number }>> {
  if (members.every(({ weights }) => weights.length === 1)) return available({ select: null, rows: 0 });
  const task = walk.training.tasks.at(-1);
  if (!task) return unavailable('there are no English rows to choose weights on: give one weight each');
  const table = await tables.find(task, 'en', 'validation');
  if (!table.ok) return unavailable(`${table.reason} to choose weights on: give one weight each`);
  const { selectionExamples } = recipeOf(study, walk);
  const rows = Math.min(selectionExamples, await tables.count(table.value));
  return available({ select: table.value, ...metricInKey(task, table.value), rows });
}

const recipeOf = (study: PlanContext['study'], { target: { task, recipe } }: Walk) =>
  recipeFor(study.recipe, 'target', task.kind, recipe);
