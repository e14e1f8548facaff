// What the adapters of a study are added to.
import type { Origin, Stage, WholeModel } from '../records/stage.ts';

/** The whole model that a training's adapter is an addition to; undefined where it keeps a whole model itself. */
export function adapterBaseOf(stage: Stage): WholeModel | undefined {
  if (stage.kind !== 'train' || stage.recipe.adapter === undefined) return undefined;
  return wholeOf(stage.from);
}

/** A stage's model as others start from it. */
export function originOf(stage: Stage): Origin {
  const on = adapterBaseOf(stage);
  return { stage: stage.key, ...(on && { on }) };
}

/** The model itself where it is whole, else what its adapter is added to. */
export const wholeOf = (origin: Origin): WholeModel => {
  if ('base' in origin) return origin;
  return origin.on ?? { stage: origin.stage };
};

/** How an adapter's files name what it is added to, from the folder `stages/<key>/model` of a store: the same on every machine. */
export const placeOfWhole = (whole: WholeModel): string =>
  'base' in whole ? `../../../${basesFolder}/${whole.base}` : `../../${whole.stage}/model`;

/** Where a store has links to the base models of its adapters, by their hashes. */
export const basesFolder = 'bases';
