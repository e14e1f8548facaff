import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RequestError } from '@stopover/core';
import { isFolder, namesIn, reasonOf } from '@stopover/files';
import {
  adapterBaseOf,
  checkBaseLink,
  holdModels,
  modelState,
  openStore,
  type StageRecord,
  type Store,
} from '@stopover/study';

/** The folder below which `run` and `demo` keep their stores, each under the name of its study. */
const usualStores = 'runs';

/** Where a stage is looked for, and how its model is made again where the study did not keep it. */
export interface StageChoice {
  readonly store: string | undefined;
  readonly option: string;
  readonly remake: (store: Store, record: StageRecord) => Promise<void>;
}

/**
 * The folder of the model that a stage left, its files compared with the stage's record. Without `store` the stage is looked
 * for where `run` keeps its stores. A model that was dropped is made again first.
 * @throws RequestError when no store has it, several stages start so, or it is an evaluation.
 * @throws DataError when a file of it was changed or lost.
 */
export async function modelOfStage(prefix: string, choice: StageChoice): Promise<string> {
  const { opened, key } = await wholeModel(prefix, choice);
  return join(opened.stageFolder(key), 'model');
}

/** A model that stays where it is until this is disposed of. */
export interface HeldModel extends AsyncDisposable {
  readonly folder: string;
  /** Of a stage: its store and its key. */
  readonly stage?: { readonly store: Store; readonly key: string };
}

/** The same, held: a study that runs does not drop it meanwhile. Throws as `modelOfStage`. */
export async function heldModelOfStage(
  prefix: string,
  choice: StageChoice,
  say: (line: string) => void,
): Promise<HeldModel> {
  for (;;) {
    const { opened, key, base } = await wholeModel(prefix, choice);
    const keys = [key, ...(base === undefined ? [] : [base])];
    const held = await holdModels(opened, keys, say);
    const states = await Promise.all(keys.map((one) => modelState(opened, one)));
    if (states.every((state) => state === 'there'))
      return {
        folder: join(opened.stageFolder(key), 'model'),
        stage: { store: opened, key },
        [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
      };
    // It was dropped between the look and the lock: it is made again.
    await held[Symbol.asyncDispose]();
  }
}

/** A stage whose model is there as its record tells, and that of the stage whose weights it is added to. */
async function wholeModel(prefix: string, { store, option, remake }: StageChoice): Promise<WholeModel> {
  if (!/^[0-9a-f]{1,64}$/.test(prefix)) {
    const remedy = 'Take the key from `stopover plan STUDY.yaml`, or its first characters.';
    throw new RequestError({ where: `${option} ${prefix}`, what: 'this is not the key of a stage', remedy });
  }
  const { opened, key } = await findStage(prefix, await storesIn(store ?? usualStores));
  const record = await opened.find(key);
  if (record && (record.stage.kind === 'evaluate' || record.stage.kind === 'translate'))
    throw noModel(`${option} ${prefix}`, record.stage);
  const state = await modelState(opened, key);
  if (record && (state === 'dropped' || state === 'moving')) await remake(opened, record);
  await opened.verify(key, 'model/');
  const base = record && (await fetchBase(opened, record, remake));
  return { opened, key, base };
}

interface WholeModel {
  readonly opened: Store;
  readonly key: string;
  readonly base: string | undefined;
}

/** Sees to it that what an adapter is added to is there; gives the key of its stage where it is of one. */
async function fetchBase(
  store: Store,
  { stage }: StageRecord,
  remake: StageChoice['remake'],
): Promise<string | undefined> {
  const whole = adapterBaseOf(stage);
  if (!whole || stage.kind !== 'train') return undefined;
  if ('base' in whole) {
    await checkBaseLink(store, whole.base, stage.tokenizer);
    return undefined;
  }
  const record = await store.find(whole.stage);
  const state = await modelState(store, whole.stage);
  if (record && (state === 'dropped' || state === 'moving')) await remake(store, record);
  await store.verify(whole.stage, 'model/');
  return whole.stage;
}

type Other = Exclude<NonNullable<Awaited<ReturnType<Store['find']>>>['stage'], { readonly kind: 'train' | 'combine' }>;

function noModel(where: string, stage: Other): RequestError {
  const what = `"${stage.title}" is ${stage.kind === 'evaluate' ? 'an evaluation' : 'a translation'} and has no model`;
  const remedy =
    stage.kind === 'evaluate'
      ? `Take the model that it scored: ${'stage' in stage.from ? stage.from.stage.slice(0, 12) : 'the base model, with --model'}.`
      : 'Take the key of a training.';
  return new RequestError({ where, what, remedy });
}

/** The folder itself where it is a store, else the stores in it. @throws RequestError when there is none. */
async function storesIn(folder: string): Promise<readonly Store[]> {
  if (await isFolder(join(folder, 'stages'))) return [openStore(resolve(folder))];
  const below: Store[] = [];
  for (const name of await storeNames(folder)) below.push(openStore(resolve(folder, name)));
  if (below.length > 0) return below;
  throw new RequestError({
    where: `store ${resolve(folder)}`,
    what: (await whatStandsFor(folder)) ?? 'no study was run in this folder',
    remedy: `Name the folder that \`stopover run\` wrote with --store: it is ${usualStores}/<name of the study>, unless --store said otherwise.`,
  });
}

/** Opens a store that is read. @throws RequestError where there is no such folder or it is none, naming the stores in it where it holds some. */
export async function openOwnStore(folder: string): Promise<Store> {
  const where = `store ${resolve(folder)}`;
  const what = await whatStandsFor(folder);
  if (what !== undefined) throw new RequestError({ where, what, remedy: nameStore });
  // A store that nothing was run in yet has the plans of its studies; one that was written by hand, stages alone.
  for (const part of ['studies', 'stages']) if (await isFolder(join(folder, part))) return openStore(resolve(folder));
  const names = await storeNames(folder);
  if (names.length === 0)
    throw new RequestError({ where, what: 'it is no store: there is no study in this folder', remedy: nameStore });
  throw new RequestError({
    where,
    what: 'it is not a store: there are stores in it',
    remedy: `Name one: ${names.map((name) => join(folder, name)).join(', ')}.`,
  });
}

const nameStore = 'Name the folder that `stopover run` wrote.';

/** Why a path is no folder: a file is there, a link that leads nowhere, nothing; undefined where it is one. */
const whatStandsFor = (folder: string): Promise<string | undefined> => readdir(folder).then(() => undefined, reasonOf);

/** Names of the stores in a folder. */
async function storeNames(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const name of await namesIn(folder)) if (await isFolder(join(folder, name, 'stages'))) names.push(name);
  return names.sort((a, b) => (a < b ? -1 : 1));
}

/** The one stage of some stores whose key starts so; the same key in two of them is the same stage. */
async function findStage(prefix: string, stores: readonly Store[]): Promise<{ opened: Store; key: string }> {
  const found = new Map<string, Store>();
  const refused: RequestError[] = [];
  for (const store of stores) {
    try {
      const key = await store.resolve(prefix);
      if (!found.has(key)) found.set(key, store);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refused.push(error);
    }
  }
  const [only, ...others] = found;
  if (only && others.length === 0) return { key: only[0], opened: only[1] };
  const [first, ...more] = refused;
  if (!only && first && more.length === 0) throw first;
  const what = only
    ? `${found.size} stages start with "${prefix}"`
    : [...new Set(refused.map(({ problem }) => problem.what))].join(', ');
  throw new RequestError({
    where: stores.map(({ folder }) => folder).join(', '),
    what,
    remedy: 'Take the key from `stopover plan STUDY.yaml`, and name its store with --store.',
  });
}
