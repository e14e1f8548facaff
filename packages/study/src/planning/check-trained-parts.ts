// What a study freezes and adapts, held against its models before anything runs.
import { RequestError } from '@stopover/core';
import { canonicalJson } from '@stopover/files';
import { type AdapterFields, adapterIn } from '@stopover/training';
import { baseOf } from '../estimating/like-stages.ts';
import type { PlannedModel } from '../records/plan.ts';
import type { Stage, TrainStage } from '../records/stage.ts';
import type { Study } from '../study-file/study.ts';
import type { ModelInspector } from './model-inspector.ts';

/**
 * @throws RequestError naming the recipe's line for layers or modules that a model does not have, and for an adapter that is
 * to go on after a stage with another one.
 */
export async function checkTrainedParts(
  stages: readonly Stage[],
  models: readonly Pick<PlannedModel, 'hash' | 'folder'>[],
  { study, inspector }: { readonly study: Pick<Study, 'where'>; readonly inspector: ModelInspector },
): Promise<void> {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]));
  const modules = new Map<string, Promise<readonly string[] | undefined>>();
  const modulesOf = (stage: TrainStage): Promise<readonly string[] | undefined> => {
    const { freeze, adapter } = stage.recipe;
    const base = baseOf(stage, byKey);
    const folder = models.find(({ hash }) => hash === base)?.folder;
    if (folder === undefined) return Promise.resolve(undefined);
    const key = canonicalJson([base, freeze, adapter].map((one) => one ?? null));
    const known = modules.get(key) ?? inspector.adapted(folder, stage.recipe);
    modules.set(key, known);
    return known;
  };
  try {
    for (const stage of stages) {
      if (stage.kind !== 'train' || (stage.recipe.adapter ?? stage.recipe.freeze) === undefined) continue;
      const own = await modulesOf(stage);
      const before = 'stage' in stage.from ? byKey.get(stage.from.stage) : undefined;
      const [adapter, left] = [adapterOf(stage), before && adapterOf(before)];
      if (before?.kind !== 'train' || !left || adapter?.chain !== 'stack') continue;
      // Ranks add up when one is merged.
      const grew = left.chain === 'merge' && isAfterAdapter(before, byKey);
      const alike = left.rank === adapter.rank && left.alpha === adapter.alpha;
      if (!grew && alike && canonicalJson(own ?? []) === canonicalJson((await modulesOf(before)) ?? [])) continue;
      const words = { before: inWords(before, left, grew), own: inWords(stage, adapter, false) };
      throw notTheSame(words);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { where, ...problem } = error.problem;
    throw new RequestError({ ...problem, where: where.replace(/^recipe/, study.where('recipe')) });
  }
}

const adapterOf = (stage: Stage): AdapterFields | undefined =>
  stage.kind === 'train' ? adapterIn(stage.recipe) : undefined;

function isAfterAdapter({ from }: TrainStage, byKey: ReadonlyMap<string, Stage>): boolean {
  const before = 'stage' in from ? byKey.get(from.stage) : undefined;
  return before !== undefined && adapterOf(before) !== undefined;
}

function inWords({ title }: TrainStage, { rank, alpha, targetModules }: AdapterFields, merged: boolean): string {
  const modules = [targetModules ?? 'the usual modules'].flat().join(' and ');
  return `"${title}" (rank ${rank} alpha ${alpha}, ${modules}${merged ? ', merged with the one before it' : ''})`;
}

const notTheSame = ({ before, own }: { readonly before: string; readonly own: string }): RequestError =>
  new RequestError({
    where: 'recipe: adapter',
    what: `the adapter of ${before} cannot go on in ${own}`,
    remedy: 'Give both the same adapter (rank, alpha, targetModules), or say `chain: merge` for the later one.',
  });
