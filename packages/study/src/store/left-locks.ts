import { join } from 'node:path';
import { LockPlace, namesIn } from '@stopover/files';

/**
 * Removes locks that dead processes left beside complete stages: one that was killed between giving a stage its name and
 * releasing it. Nobody would ask for those again.
 */
export async function removeLeftLocks(store: string): Promise<void> {
  const folder = join(store, 'stages');
  const names = new Set(await namesIn(folder));
  for (const name of names) {
    if (!name.endsWith('.owner') || !names.has(name.slice(0, -'.owner'.length))) continue;
    // Tidiness is worth no failure: a store that cannot be written keeps them.
    const lock = await new LockPlace(join(folder, name)).take().catch(() => undefined);
    if (lock && !lock.busy) await lock.release();
  }
}
