// How a command line names a study that was run: `STORE` where the store has one, `STORE#STUDY` anywhere.
import { RequestError } from '@stopover/core';
import { isFolder } from '@stopover/files';
import type { Plan, Store } from '@stopover/study';
import { openOwnStore } from './find-stage.ts';

/** A study of a store. */
export interface StoredStudy {
  readonly store: Store;
  readonly plan: Plan;
}

/**
 * Opens a study by its name on the command line.
 * @throws RequestError when there is no such store or no such study in it, or when it has several and none is named.
 */
export async function openStoredStudy(named: string): Promise<StoredStudy> {
  const { folder, study } = await splitName(named);
  const store = await openOwnStore(folder);
  const all = await store.studies();
  if (study === undefined && all.length > 1) {
    const remedy = `Name one: ${all.map((name) => `${folder}#${name}`).join(', ')}.`;
    throw new RequestError({ where: `store ${store.folder}`, what: 'the store holds more than one study', remedy });
  }
  return { store, plan: await store.loadPlan(study) };
}

/** What stands before and after the last `#`; a folder of the whole name wins. */
export async function splitName(
  named: string,
): Promise<{ readonly folder: string; readonly study: string | undefined }> {
  const at = named.lastIndexOf('#');
  if (at === -1 || (await isFolder(named))) return { folder: named, study: undefined };
  return { folder: named.slice(0, at) || '.', study: named.slice(at + 1) };
}
