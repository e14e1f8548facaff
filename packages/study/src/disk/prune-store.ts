// What a store holds that no study of it needs. It is found first, so that it can be shown, and removed on demand.
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, LockPlace, namesIn } from '@stopover/files';
import { plansWith } from '../store/plans-with.ts';
import type { Store } from '../store/store.ts';
import { inStore } from '../store/store-error.ts';
import { Awaited } from './awaited.ts';
import { bytesOf, isPartial, type StoredStage, storeContents } from './store-contents.ts';
import { bytesBelow, dropModel } from './stored-model.ts';

/** The folder of a stage that is being removed. */
const removing = '.removing';

/** What a prune would remove. */
export interface Prunable {
  readonly key: string;
  readonly title: string | null;
  /**
   * `model`: that nothing waits for and no study keeps. `stage`: complete, of no study. `partial`: begun by nobody's study, or
   * beside the complete stage. `damaged`: checkpoints set aside, which nothing reads. `rest`: left by a killed removal.
   */
  readonly what: 'model' | 'stage' | 'partial' | 'damaged' | 'rest';
  readonly bytes: number;
}

/**
 * What no study of a store needs; of one study alone, what is its. Nothing that is being written, and nothing that such a
 * stage starts from. @throws DataError naming a plan that cannot be read: nobody knows what it needs.
 */
export async function prunable(store: Store, study?: string): Promise<readonly Prunable[]> {
  const contents = await storeContents(store);
  const own = contents.filter(({ studies }) => study === undefined || studies.includes(study));
  const awaited = new Awaited(store);
  const complete = new Map(contents.flatMap((one) => (isPartial(one) ? [] : [[one.key, one] as const])));
  const found: Prunable[] = [];
  for (const stage of own) {
    const { key, title, bytes, studies, state } = stage;
    const all = { key, title, bytes: bytesOf(bytes) };
    if (isPartial(stage)) {
      if (state === 'begun' && isLeft(stage, complete.get(key))) found.push({ ...all, what: 'partial' });
      continue;
    }
    const standing = await awaited.standing(key);
    if (studies.length === 0 && standing === 'unplanned') found.push({ ...all, what: 'stage' });
    else if (bytes.models > 0 && standing === 'free') found.push({ key, title, what: 'model', bytes: bytes.models });
  }
  return study === undefined ? [...found, ...(await leftovers(store))] : found;
}

/** Begun for no study, or left beside a complete stage whose model nobody makes again. */
const isLeft = ({ studies }: StoredStage, complete: StoredStage | undefined): boolean =>
  studies.length === 0 || (complete !== undefined && !complete.dropped);

async function leftovers(store: Store): Promise<readonly Prunable[]> {
  const found: Prunable[] = [];
  for (const key of await namesIn(join(store.folder, 'damaged')))
    found.push({ key, title: null, what: 'damaged', bytes: await bytesBelow(join(store.folder, 'damaged', key)) });
  for (const name of await namesIn(join(store.folder, 'stages'))) {
    if (!name.endsWith(removing)) continue;
    const bytes = await bytesBelow(join(store.folder, 'stages', name));
    found.push({ key: name.slice(0, -removing.length), title: null, what: 'rest', bytes });
  }
  return found;
}

/** Whether a plan has a stage, or may have: of those without a model `Awaited` keeps nothing. */
const isPlanned = async (store: Store, key: string, awaited: Awaited): Promise<boolean> =>
  (await awaited.standing(key)) !== 'unplanned' || (await plansWith(store, key)).length > 0;

/** Removes one of them; gives the bytes that are free now, 0 where somebody needs or has it by now. */
export function prune(store: Store, { key, what, bytes }: Prunable): Promise<number> {
  return inStore(store.folder, async () => {
    const folder = store.stageFolder(key);
    const awaited = new Awaited(store);
    if (what === 'model')
      return (await dropModel(store, key, async () => (await awaited.standing(key)) === 'free')) ?? 0;
    if (what === 'damaged') await rm(join(store.folder, 'damaged', key), { recursive: true, force: true });
    if (what === 'rest') await rm(`${folder}${removing}`, { recursive: true, force: true });
    if (what === 'damaged' || what === 'rest') return bytes;
    const lock = await new LockPlace(store.lockOf(key)).take();
    if (lock.busy) return 0;
    try {
      // A study may have been planned since that has it, and counts on it.
      const isLone = what === 'stage' || !(await isThere(folder));
      if (isLone && (await isPlanned(store, key, awaited))) return 0;
      // Of its name in one moment: half a stage is none.
      await rename(what === 'stage' ? folder : `${folder}.partial`, `${folder}${removing}`);
      await rm(`${folder}${removing}`, { recursive: true, force: true });
      return bytes;
    } finally {
      await lock.release();
    }
  });
}
