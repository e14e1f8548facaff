import { expect, it } from 'vitest';
import { expectTime } from './expected-time.ts';

type Planned = Parameters<typeof expectTime>[0];

/** Jobs of one stage each: its name, its seconds, and the jobs that it waits for. */
const planOf = (...jobs: readonly (readonly [key: string, seconds: number | null, ...after: string[]])[]): Planned => ({
  stages: jobs.map(([key, seconds]) => ({
    kind: 'translate',
    key,
    title: key,
    data: [],
    to: 'de',
    by: { name: 'file', path: '', sha256: '' },
    pick: null,
    targetExamples: 0,
    expected: { rows: 1, steps: 0, seconds },
  })),
  jobs: jobs.map(([key, , ...after]) => ({ key, stages: [key], after })),
});

const none = new Set<string>();

it('goes through jobs as the local executor starts them: in their order, when what they wait for is done', () => {
  const plan = planOf(['a', 10], ['b', 4, 'a'], ['c', 6], ['d', 3, 'b', 'c']);
  const alone = { seconds: 23, processSeconds: 23, unknown: 0 };
  expect(expectTime(plan, none, { processes: 1, start: 0 })).toEqual(alone);
  // Two: a to 10 beside c to 6; b from 10 to 14; d from 14 to 17.
  expect(expectTime(plan, none, { processes: 2, start: 0 })).toEqual({ ...alone, seconds: 17 });
  // Two processes begin, a second each; those that have nothing to do take b and d.
  expect(expectTime(plan, none, { processes: 9, start: 1 })).toEqual({ ...alone, seconds: 18, processSeconds: 25 });
});

it('of a store in which everything is complete is nothing, and of a part what is left', () => {
  const plan = planOf(['a', 10], ['b', 4, 'a']);
  const nothing = { seconds: 0, processSeconds: 0, unknown: 0 };
  expect(expectTime(plan, new Set(['a', 'b']), { processes: 2, start: 5 })).toEqual(nothing);
  expect(expectTime(plan, new Set(['a']), { processes: 2, start: 5 })).toEqual({
    seconds: 9,
    processSeconds: 9,
    unknown: 0,
  });
});

it('says of how many stages nobody knows the time', () => {
  const plan = planOf(['a', 10], ['b', null, 'a']);
  expect(expectTime(plan, none, { processes: 1, start: 0 })).toEqual({ seconds: 10, processSeconds: 10, unknown: 1 });
});
