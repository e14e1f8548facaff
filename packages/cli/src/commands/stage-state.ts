import type { QueuedJob } from '@stopover/core';
import type { StageStanding } from '@stopover/study';

/** How a stage can stand, by what its store and the queues say. */
export const stageStates = ['done', 'running', 'queued', 'begun', 'failed', 'waiting'] as const;

/** One of them. */
export type StageState = (typeof stageStates)[number];

/**
 * How a stage stands. One whose owner's job the queue does not know is nobody's any more, unless a process of this machine has
 * it: a store that a cluster has worked on may be run without one. `isKnown` says whether there are queues, all of which
 * have answered.
 */
export function stageState(
  { state, isHere }: Pick<StageStanding, 'state' | 'isHere'>,
  queued: QueuedJob | undefined,
  isKnown: boolean,
): StageState {
  if (state === 'done' || state === 'failed') return state;
  if (state === 'owned') return queued?.running === true || isHere || !isKnown ? 'running' : 'begun';
  return queued ? 'queued' : state;
}

/** Seconds that are left of a training, by its last line; null where that does not say. */
export function secondsLeft({ at }: Pick<StageStanding, 'at'>): number | null {
  if (!at?.steps || !at.stepsPerSecond) return null;
  return (at.steps - at.step) / at.stepsPerSecond;
}
