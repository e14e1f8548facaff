// The model of a complete stage: it goes when nothing waits for it, and is put back when it was made again. Each step leaves
// a store from which a killed process's successor can tell what was meant: the model is moved aside, then the record says
// that it went, then it is removed; it is moved in, then the record no longer says so.
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, type StopoverError } from '@stopover/core';
import {
  flush,
  hasCode,
  hashOnce,
  isThere,
  type Lock,
  LockPlace,
  namesIn,
  waitForLock,
  writeAtomic,
} from '@stopover/files';
import type { StageRecord } from '../records/stage-record.ts';
import { filesBelow, modelPart } from '../store/stage-files.ts';
import type { StageWriter, Store } from '../store/store.ts';
import { inStore } from '../store/store-error.ts';

/** The folder of a model that goes, beside the stage's own. */
const aside = '.dropping';

/**
 * `there`; `dropped`: its record says so; `moving`: another process has it in hand, or was killed while it had;
 * `lost`: it is not there, and nothing says why; `none`: the stage is not complete.
 */
export type ModelState = 'there' | 'dropped' | 'moving' | 'lost' | 'none';

/** Where a model is, by the record and what lies there. @throws DataError when the record is damaged. */
export async function modelState(store: Store, key: string): Promise<ModelState> {
  const record = await store.find(key);
  if (!record) return 'none';
  const isHere = await isThere(modelOf(store, key));
  if (record.dropped) return isHere ? 'moving' : 'dropped';
  if (isHere) return 'there';
  if (await isThere(asideOf(store, key))) return 'moving';
  // It may have been put back between the two looks.
  return (await isThere(modelOf(store, key))) ? 'there' : 'lost';
}

/**
 * Removes the model of a complete stage, and notes that in its record; gives the bytes that are free now. `isFree` is asked
 * once more when the model is out of reach: who begins to read it meanwhile has said so, or finds it gone.
 * Undefined where it stays: it is not free, gone already, or in another process's hand.
 */
export function dropModel(store: Store, key: string, isFree: () => Promise<boolean>): Promise<number | undefined> {
  return inStore(store.folder, () =>
    underLock(store, key, async (lock) => {
      await settle(store, key);
      const record = await store.find(key);
      if (!record || record.dropped || !(await isThere(modelOf(store, key)))) return undefined;
      const bytes = await bytesBelow(modelOf(store, key));
      await rename(modelOf(store, key), asideOf(store, key));
      if (!(await isFree())) {
        await rename(asideOf(store, key), modelOf(store, key));
        return undefined;
      }
      await lock.check();
      await writeRecord(store, { ...record, dropped: { at: new Date().toISOString(), bytes } });
      await rm(asideOf(store, key), { recursive: true, force: true });
      return bytes;
    }),
  );
}

/**
 * Keeps models of complete stages where they are while they are read: whoever would drop one finds its stage taken. Waits
 * while another process has one in hand, and tells `say` for whom. Where the store cannot be written nothing is held:
 * from there nobody drops.
 */
export async function holdModels(
  store: Store,
  keys: readonly string[],
  say?: (line: string) => void,
): Promise<AsyncDisposable> {
  const locks: Lock[] = [];
  const release = async () => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  try {
    for (const key of keys) {
      const what = `the model of the stage ${key.slice(0, 12)}`;
      const lock = await waitForLock(store.lockOf(key), { what, ...(say && { say }) });
      if (lock) locks.push(lock);
    }
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) {
      await release();
      throw error;
    }
  }
  return { [Symbol.asyncDispose]: release };
}

/** Ends what a killed process began with a stage's model; false where another process has it in hand. */
export async function recoverModel(store: Store, key: string): Promise<boolean> {
  const done = await inStore(store.folder, () => underLock(store, key, () => settle(store, key).then(() => true)));
  return done === true;
}

/** Ends it for every stage whose model a killed process had moved aside. */
export async function recoverModels(store: Store): Promise<void> {
  for (const name of await namesIn(join(store.folder, 'stages')))
    if (name.endsWith(aside)) await recoverModel(store, name.slice(0, -aside.length));
}

/**
 * Puts a model that was made again, in the folder of the stage's writer, into its place.
 * @throws StopoverError when it is not, byte for byte, the one that the record tells of; then it is removed.
 */
export async function restoreModel(store: Store, key: string, writer: StageWriter): Promise<void> {
  const record = await store.find(key);
  if (!record) throw new Error(`stage ${key} is not complete`);
  const made = join(writer.folder, 'model');
  const other = await differing(record, made);
  if (other !== undefined) {
    await writer.check();
    await rm(writer.folder, { recursive: true, force: true });
    throw notTheSame(store, record, other);
  }
  await writer.check();
  await inStore(store.folder, async () => {
    for (const left of [modelOf(store, key), asideOf(store, key)]) await rm(left, { recursive: true, force: true });
    await rename(made, modelOf(store, key));
    await writeRecord(store, without(record));
    await rm(writer.folder, { recursive: true, force: true });
  });
}

function notTheSame(store: Store, { stage, made }: StageRecord, file: string): StopoverError {
  const by = `${made.cpu}, ${made.backend}, ${made.threads ?? 'all'} threads, Node.js ${made.node}`;
  return new DataError({
    where: `${store.stageFolder(stage.key)}/${file}`,
    what: `the model of "${stage.title}" was dropped, and made again it is another one: its SHA-256 is not the one of the record`,
    remedy: `Make it where it was made (${by}), or remove the folder ${store.stageFolder(stage.key)} and those of the stages after it, and run the study again.`,
  });
}

/** Undoes or ends what a killed process began. The lock is held. */
async function settle(store: Store, key: string): Promise<void> {
  const record = await store.find(key);
  if (!record) return;
  const [model, moved] = [modelOf(store, key), asideOf(store, key)];
  if (record.dropped && (await isThere(model))) {
    // Moved in, and killed before the record said so; what is not the model goes.
    if ((await differing(record, model)) === undefined) await writeRecord(store, without(record));
    else await rm(model, { recursive: true, force: true });
  }
  if (!(await isThere(moved))) return;
  if (record.dropped || (await isThere(model))) await rm(moved, { recursive: true, force: true });
  else await rename(moved, model);
}

/** The first file of a folder that is not the one of the record, or that is missing; undefined where all are. */
async function differing({ files }: StageRecord, folder: string): Promise<string | undefined> {
  for (const [name, hash] of Object.entries(files)) {
    if (!name.startsWith(modelPart)) continue;
    const seen = await hashOnce(join(folder, name.slice(modelPart.length))).catch(() => undefined);
    if (seen !== hash) return name;
  }
  return undefined;
}

/** Runs work while nobody else may touch a stage; undefined where somebody has it. */
async function underLock<T>(store: Store, key: string, work: (lock: Lock) => Promise<T>): Promise<T | undefined> {
  const lock = await new LockPlace(store.lockOf(key)).take();
  if (lock.busy) return undefined;
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
}

async function writeRecord(store: Store, record: StageRecord): Promise<void> {
  const folder = store.stageFolder(record.stage.key);
  await writeAtomic(join(folder, 'stage.json'), `${JSON.stringify(record, null, 2)}\n`);
  await flush(folder);
}

function without({ dropped: _, ...record }: StageRecord): StageRecord {
  return record;
}

const modelOf = (store: Store, key: string): string => join(store.stageFolder(key), 'model');
const asideOf = (store: Store, key: string): string => `${store.stageFolder(key)}${aside}`;

/** Bytes of a file, or of those below a folder; 0 where there is neither. */
export async function bytesBelow(folder: string): Promise<number> {
  const names = await filesBelow(folder).catch((): readonly string[] => ['']);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
