import { createTerminal } from '../program/terminal.ts';
import { counted } from '../views/quantities.ts';
import { openOwnStore } from './find-stage.ts';
import { queuesOf } from './queues.ts';
import type { ListOptions } from './tasks.ts';

/** Ends the jobs of a store that are queued or running; what they have done stays. */
export async function cancel(folder: string, options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const store = await openOwnStore(folder);
  let jobs = 0;
  for (const { queue, place } of await queuesOf(store, options)) jobs += await queue.cancel(place);
  terminal.document({ store: store.folder, cancelled: jobs });
  terminal.print(
    jobs === 0
      ? 'No job of this store is queued or running in a queue. A run with the local executor is stopped where it runs, by Ctrl-C.'
      : `${counted(jobs, 'job')} cancelled. Trainings leave a checkpoint; the same \`stopover run\` goes on from there.`,
  );
  return 0;
}
