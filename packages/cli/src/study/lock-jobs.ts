import type { Executor } from '@stopover/core';
import type { LockJobs } from '@stopover/files';

/**
 * What queues know of their jobs, and which of them this process is part of. Undefined where no queue tells.
 * @param variable gives a variable of this process's environment
 */
export function jobsOf(
  executors: Iterable<Executor>,
  variable: (name: string) => string | undefined,
): LockJobs | undefined {
  const queues = [...executors].flatMap(({ queue }) => queue ?? []);
  const own = queues.map((queue) => queue.ownJob?.(variable)).find((job) => job !== undefined);
  const asked = queues.flatMap((queue) => queue.lifeOf?.bind(queue) ?? []);
  if (asked.length === 0) return undefined;
  return {
    own,
    lifeOf: async (job) => {
      // A queue says of another's that it is unknown.
      for (const ask of asked) {
        const life = await ask(job);
        if (life !== 'unknown') return life;
      }
      return 'unknown';
    },
  };
}
