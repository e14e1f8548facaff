import { availableParallelism } from 'node:os';
import type { Backend } from '@stopover/core';

/**
 * Stages at the same time where no number was asked for: one on a device that all processes share, since each would keep
 * its copy of the model there; else as many as the cores hold with their threads.
 */
export function processesFor(
  { exclusive }: Pick<Backend, 'exclusive'>,
  threads: number,
  cores: number = availableParallelism(),
): number {
  return exclusive ? 1 : Math.max(1, Math.floor(cores / threads));
}
