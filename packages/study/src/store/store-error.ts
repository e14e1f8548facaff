import { resolve, sep } from 'node:path';
import { StopoverError } from '@stopover/core';
import { systemError } from '@stopover/files';

/** A failed call of the system in words that say what to do about the store; anything else as it is. */
export function storeError(error: unknown, folder: string): unknown {
  if (!isAbout(error, folder)) return systemError(error, '') ?? error;
  const known = systemError(error, `store ${folder}`);
  if (!known) return error;
  const { remedy, ...problem } = known.problem;
  return new StopoverError({ ...problem, remedy: `${remedy} Another store is named with --store.` }, { cause: error });
}

/** Whether a call failed on something in the store, or says of no path at all, as a full disk does. */
function isAbout(error: unknown, folder: string): boolean {
  const path: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'path') : undefined;
  if (typeof path !== 'string') return true;
  const [inner, outer] = [resolve(path), resolve(folder)];
  // Of a store that cannot be made, the folder above it is what fails.
  return inner === outer || inner.startsWith(outer + sep) || outer.startsWith(inner + sep);
}

/** Runs work that writes into a store. @throws StopoverError naming the folder when it cannot be written. */
export async function inStore<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, folder);
  }
}
