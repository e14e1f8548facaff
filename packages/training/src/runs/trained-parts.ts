// What of a model a stage trains: all of it, all but what is frozen, or an adapter with the head.

import { RequestError } from '@stopover/core';
import {
  type Architecture,
  type EncoderConfig,
  encoderGraph,
  frozenNames,
  isAdapter,
  type Lora,
  loraModules,
  readAdapter,
} from '@stopover/encoders';
import type { AdapterFields, Recipe } from './recipe.ts';

/** What a stage trains. */
export interface TrainedParts {
  /** Whether a parameter of a name is trained. */
  readonly trains: (name: string) => boolean;
  /** What is added to the encoder's matrices. */
  readonly adapter: Lora | undefined;
  /** The adapter goes on that the model has; it is read apart from its base model. */
  readonly goesOn: boolean;
}

/** The adapter that a recipe asks for; undefined for none. */
export const adapterIn = ({ adapter }: Pick<Recipe, 'adapter'>): AdapterFields | undefined =>
  adapter === 'none' ? undefined : adapter;

/**
 * What a recipe trains of the model in a folder. Where it asks for an adapter, all of the encoder stays as it is.
 * @throws RequestError for layers or modules that the encoder does not have, and for an adapter that is to go on and is
 * another one than the model's.
 */
export async function trainedParts(
  recipe: Recipe,
  from: string,
  encoder: { readonly architecture: Architecture; readonly config: EncoderConfig },
): Promise<TrainedParts> {
  const { freeze = 'none' } = recipe;
  const frozen = freeze === 'none' ? new Set<string>() : frozenNames(encoder, freeze);
  const fields = adapterIn(recipe);
  if (!fields) return { trains: (name) => !frozen.has(name), adapter: undefined, goesOn: false };
  const { rank, alpha, dropout, targetModules: targets, chain } = fields;
  const { all, linears } = encoderGraph(encoder).parameters;
  const names = new Set(all.map(({ name }) => name));
  const lowest = typeof freeze === 'number' ? freeze : 0;
  const modules = loraModules(encoder.config.modelType, linears, { targets, from: lowest });
  const adapter = { rank, alpha, dropout, modules: new Set(modules.map(({ name }) => name)) };
  const goesOn = chain === 'stack' && isAdapter(from);
  if (goesOn) await checkSame(from, adapter);
  return { trains: (name) => !names.has(name), adapter, goesOn };
}

/** @throws RequestError where the adapter of a model is not the one that a recipe asks for. */
async function checkSame(from: string, { rank, alpha, modules }: Lora): Promise<void> {
  const { modules: there } = await readAdapter(from);
  const isThere = (name: string) => [...there.keys()].some((one) => name === one || name.endsWith(`.${one}`));
  const alike =
    there.size === modules.size &&
    [...there.values()].every((one) => one.a.shape[0] === rank && one.scale === alpha / rank) &&
    [...modules].every(isThere);
  if (alike) return;
  const [first] = there.values();
  throw new RequestError({
    where: 'recipe: adapter',
    what: `the model has an adapter of rank ${first?.a.shape[0]} and alpha ${first?.alpha} on ${there.size} modules, and the recipe goes on with one of rank ${rank} and alpha ${alpha} on ${modules.size}`,
    remedy: 'Give both stages the same adapter, or say `chain: merge` for this one.',
  });
}
