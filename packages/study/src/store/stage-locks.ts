// Which stages of a store are somebody's.
import { join } from 'node:path';
import { LockPlace } from '@stopover/files';

/** Locks of stages, by the names of their files. */
export interface StageLocks {
  /** Of processes that were killed: whoever runs the study next takes them over. */
  readonly left: ReadonlySet<string>;
  /** Of processes that live on this machine. */
  readonly here: ReadonlySet<string>;
}

/** Looks at the locks among the names in a store's folder of stages. */
export async function locksIn(store: string, names: Iterable<string>): Promise<StageLocks> {
  const [left, here] = [new Set<string>(), new Set<string>()];
  for (const name of names) {
    if (!name.endsWith('.owner')) continue;
    const { isLeft, isHere } = await new LockPlace(join(store, 'stages', name)).look();
    if (isLeft) left.add(name);
    else if (isHere) here.add(name);
  }
  return { left, here };
}
