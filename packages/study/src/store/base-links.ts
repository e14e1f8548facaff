// A store's links to the base models that its adapters are added to. An adapter's files name a link, so that they are the
// same on every machine; where the link leads is the machine's own.
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isTaken, isThere } from '@stopover/files';
import { basesFolder } from '../planning/adapter-base.ts';
import { verifyBaseModel } from '../planning/base-model.ts';
import type { Store } from './store.ts';
import { inStore } from './store-error.ts';

/** The place of a base model in a store. */
export const baseLink = (store: Store, hash: string): string => join(store.folder, basesFolder, hash);

/** Lets the link to a base model lead to a folder, unless it leads to a model already. */
export function linkBase(store: Store, hash: string, folder: string): Promise<void> {
  return inStore(store.folder, async () => {
    const link = baseLink(store, hash);
    if (await isThere(join(link, 'config.json'))) return;
    await mkdir(join(store.folder, basesFolder), { recursive: true });
    await rm(link, { force: true });
    // A junction on Windows, where links need a right; elsewhere the type says nothing.
    await symlink(resolve(folder), link, 'junction').catch((error: unknown) => {
      if (!isTaken(error)) throw error; // another process was faster
    });
  });
}

/**
 * Mends the link to a base model by what the plans of the store say, and compares the model that it leads to with its
 * hash, and its tokenizer: an adapter added to other weights is another model.
 * @throws DataError when they have changed; nothing where the link leads nowhere, which whoever follows it tells.
 */
export async function checkBaseLink(store: Store, hash: string, tokenizer: string): Promise<void> {
  for (const name of await store.studies()) {
    const plan = await store.loadPlan(name).catch(() => undefined);
    const model = plan?.models.find((one) => one.hash === hash);
    if (model && (await isThere(join(model.folder, 'config.json')))) await linkBase(store, hash, model.folder);
  }
  const link = baseLink(store, hash);
  if (await isThere(join(link, 'config.json'))) await verifyBaseModel(link, hash, tokenizer);
}
