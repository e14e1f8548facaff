// Holds everything that a store has recorded against what lies there.
import { messageOf, StopoverError } from '@stopover/core';
import type { Store } from '../store/store.ts';
import { modelState, recoverModel } from './stored-model.ts';

/** A stage that is not what its record says. */
export interface DamagedStage {
  readonly key: string;
  /** The file, what is wrong with it, and what to do. */
  readonly problem: string;
}

/**
 * Compares every recorded file of complete stages with its SHA-256; `seen` is told of each stage. A model that was dropped is
 * not missed.
 */
export async function checkStore(
  store: Store,
  keys: readonly string[],
  seen: (key: string) => void = () => undefined,
): Promise<readonly DamagedStage[]> {
  const damaged: DamagedStage[] = [];
  for (const key of keys) {
    try {
      if ((await modelState(store, key)) === 'moving') await recoverModel(store, key);
      await store.verify(key, '');
    } catch (error) {
      if (!(error instanceof StopoverError)) throw error;
      damaged.push({ key, problem: messageOf(error) });
    }
    seen(key);
  }
  return damaged;
}
