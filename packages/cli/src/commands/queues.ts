import { join } from 'node:path';
import { type Executor, type ExecutorPlace, messageOf, type Queue, type QueuedJob } from '@stopover/core';
import { namesIn } from '@stopover/files';
import { executorFolder, type Store } from '@stopover/study';
import { composeCatalogs } from '../composition/compose.ts';
import { pluginsFor } from '../composition/named-plugins.ts';
import type { ListOptions } from './tasks.ts';

/** An executor that has left jobs of a store to their queue. */
export interface StoreQueue {
  readonly executor: string;
  readonly queue: Queue;
  readonly place: ExecutorPlace;
}

/** The queues that have jobs of a store, or had. */
export async function queuesOf(store: Store, options: ListOptions): Promise<readonly StoreQueue[]> {
  const used = await namesIn(join(store.folder, 'executors'));
  if (used.length === 0) return [];
  const { executors } = await composeCatalogs(await pluginsFor(options));
  return [...executors].flatMap(({ name, queue }: Executor) =>
    queue && used.includes(name)
      ? [{ executor: name, queue, place: { folder: executorFolder(store, name), settings: {} } }]
      : [],
  );
}

/** What is in the queues of a store, and what those said that did not answer. */
export async function queuedIn(
  queues: readonly StoreQueue[],
): Promise<{ readonly jobs: readonly QueuedJob[]; readonly silent: readonly string[] }> {
  const jobs: QueuedJob[] = [];
  const silent: string[] = [];
  for (const { queue, place } of queues) {
    try {
      jobs.push(...(await queue.list(place)));
    } catch (error) {
      silent.push(messageOf(error));
    }
  }
  return { jobs, silent };
}
