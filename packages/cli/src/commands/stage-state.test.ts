import { describe, expect, it } from 'vitest';
import { stageState } from './stage-state.ts';

describe('a stage that a process has', () => {
  const queued = { id: '7', state: 'running on n1', running: true, key: 'a' };

  it.each([
    ['of a job that runs', { isHere: false, queued, isKnown: true }, 'running'],
    [
      'of a job that waits to be begun again',
      { isHere: false, queued: { ...queued, running: false }, isKnown: true },
      'begun',
    ],
    ['of a job that no queue knows any more', { isHere: false, queued: undefined, isKnown: true }, 'begun'],
    ['where no queue answers', { isHere: false, queued: undefined, isKnown: false }, 'running'],
    [
      'that lives on this machine, of a run without a queue',
      { isHere: true, queued: undefined, isKnown: true },
      'running',
    ],
  ] as const)('%s', (_, { isHere, queued: job, isKnown }, state) => {
    expect(stageState({ state: 'owned', isHere }, job, isKnown)).toBe(state);
  });
});
