// The choices that sweeps have made, beside the stages of a store.
import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import { type SweepRecord, sweepRecordSchema } from '../records/sweep.ts';
import { readJson } from './read-json.ts';
import type { Store } from './store.ts';
import { inStore } from './store-error.ts';

const pathOf = ({ folder }: Pick<Store, 'folder'>, key: string): string => join(folder, 'sweeps', `${key}.json`);

/** A choice that was made; undefined while it is not. @throws DataError naming the file when it is damaged. */
export function readChoice(store: Pick<Store, 'folder'>, key: string): Promise<SweepRecord | undefined> {
  const path = pathOf(store, key);
  return readJson(path, sweepRecordSchema, `Remove ${path}: the next run chooses again, by the same trials.`);
}

/** Keeps a choice. Two processes that choose at once choose the same, by the same stages. */
export function saveChoice(store: Pick<Store, 'folder'>, record: SweepRecord): Promise<void> {
  const path = pathOf(store, record.key);
  return inStore(store.folder, () => writeAtomic(path, `${JSON.stringify(record, null, 1)}\n`));
}
