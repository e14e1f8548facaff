import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForLock } from '@stopover/files';

/** A folder that only this process writes into. */
export interface OwnFolder extends AsyncDisposable {
  /** Aborted when the work is to stop: as asked for, or because another process has taken the folder over. */
  readonly signal: AbortSignal;
  /** To be called before anything is written. @throws LockLost when another process has taken the folder over. */
  mayWrite(): Promise<void>;
}

interface Waiting {
  readonly signal: AbortSignal;
  /** Takes a line for a person: for whom this process waits. */
  readonly say: (line: string) => void;
}

/** Makes a folder and takes it, waiting while another process writes into it; undefined when the signal came first. */
export async function ownFolder(folder: string, { signal, say }: Waiting): Promise<OwnFolder | undefined> {
  const made = await mkdir(folder, { recursive: true });
  const lock = await waitForLock(join(folder, '.owner'), { what: `the folder ${folder}`, signal, say });
  if (!lock) return undefined;
  return {
    signal: AbortSignal.any([signal, lock.lost]),
    mayWrite: () => lock.check(),
    [Symbol.asyncDispose]: async () => {
      await lock.release();
      // Work that failed before it wrote anything leaves nothing.
      if (made !== undefined) await rmdir(folder).catch(() => undefined);
    },
  };
}
