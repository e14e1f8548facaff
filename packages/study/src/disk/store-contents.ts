// What lies in a store, and of what size.
import { join } from 'node:path';
import { namesIn } from '@stopover/files';
import type { Stage } from '../records/stage.ts';
import { begunStage } from '../store/begun.ts';
import { locksIn } from '../store/stage-locks.ts';
import type { Store } from '../store/store.ts';
import { bytesBelow } from './stored-model.ts';

/** Bytes by what they are for. */
export interface StoredSizes {
  readonly models: number;
  /** What only a stage that is not complete has: checkpoints, the best models so far. */
  readonly checkpoints: number;
  /** Predictions and scores, and translated rows. */
  readonly predictions: number;
  /** Records and logs. */
  readonly logs: number;
}

/** One stage's folder. */
export interface StoredStage {
  readonly key: string;
  /** Null where nothing in the folder says it. */
  readonly title: string | null;
  readonly kind: Stage['kind'] | null;
  /**
   * `running`: a process has it, or one of another machine had it and nobody has said that it died; `begun`: none has.
   * `damaged`: its record cannot be read.
   */
  readonly state: 'complete' | 'running' | 'begun' | 'damaged';
  /** Whether its model went because nothing waited for it. */
  readonly dropped: boolean;
  /** The studies of the store whose plans have it. */
  readonly studies: readonly string[];
  readonly bytes: StoredSizes;
}

/** Whether a stage of a store is on its way: what its folder holds is no complete stage. */
export const isPartial = ({ state }: Pick<StoredStage, 'state'>): boolean => state === 'running' || state === 'begun';

/** All stages of a store, complete and partial, by their titles. @throws DataError naming a plan that cannot be read. */
export async function storeContents(store: Store): Promise<readonly StoredStage[]> {
  const studies = await studiesByStage(store);
  const stages: StoredStage[] = [];
  const names = await namesIn(join(store.folder, 'stages'));
  const { left } = await locksIn(store.folder, names);
  const owned = new Set(names.filter((name) => name.endsWith('.owner') && !left.has(name)));
  for (const name of names) {
    const [, key, partial] = /^([0-9a-f]{64})(\.partial)?$/.exec(name) ?? [];
    if (key === undefined) continue;
    const folder = join(store.folder, 'stages', name);
    const record = partial ? undefined : await store.find(key).catch(() => undefined);
    const stage = partial ? await begunStage(folder) : record?.stage;
    stages.push({
      key,
      title: stage?.title ?? null,
      kind: stage?.kind ?? null,
      state: partial ? (owned.has(`${key}.owner`) ? 'running' : 'begun') : record ? 'complete' : 'damaged',
      dropped: record?.dropped !== undefined,
      studies: studies.get(key) ?? [],
      bytes: await sizesOf(folder),
    });
  }
  return stages.sort((a, b) => ((a.title ?? a.key) < (b.title ?? b.key) ? -1 : 1));
}

/** The studies of a store by the keys of their stages. @throws DataError naming a plan that cannot be read. */
async function studiesByStage(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const studies = new Map<string, string[]>();
  for (const name of await store.studies())
    for (const { key } of (await store.loadPlan(name)).stages) studies.set(key, [...(studies.get(key) ?? []), name]);
  return studies;
}

/** What a folder takes in all. */
export const bytesOf = ({ models, checkpoints, predictions, logs }: StoredSizes): number =>
  models + checkpoints + predictions + logs;

const belongs: Readonly<Record<string, keyof StoredSizes>> = {
  model: 'models',
  predictions: 'predictions',
  'scores.json': 'predictions',
  'translated.parquet': 'predictions',
  'stage.json': 'logs',
  'begun.json': 'logs',
  'log.jsonl': 'logs',
};

async function sizesOf(folder: string): Promise<StoredSizes> {
  const sizes = { models: 0, checkpoints: 0, predictions: 0, logs: 0 };
  for (const name of await namesIn(folder))
    sizes[belongs[name] ?? 'checkpoints'] += await bytesBelow(join(folder, name));
  return sizes;
}
