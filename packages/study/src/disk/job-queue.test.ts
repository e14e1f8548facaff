import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlannedJob } from '../records/plan.ts';
import { JobQueue } from './job-queue.ts';

/** Jobs that wait for some before them, and for one of another plan. */
const jobs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 30 }).map((all) =>
  all.map(
    (after, i): PlannedJob => ({
      ...{ key: `${i}`, stages: [`${i}`] },
      after: ['done long ago', ...(i === 0 ? [] : after.map((one) => `${one % i}`))],
    }),
  ),
);

describe('the queue of jobs', () => {
  it('gives the first that waits for none, as looking through all of them does', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 4 }), fc.nat(), (all, processes, pick) => {
        const queue = new JobQueue(all);
        const left = [...all];
        const running: PlannedJob[] = [];
        for (let step = 0; left.length > 0 || running.length > 0; step++) {
          while (running.length < processes) {
            const open = new Set([...left, ...running].map(({ key }) => key));
            const first = left.find(({ after }) => !after.some((key) => open.has(key)));
            expect(queue.take()).toBe(first);
            if (!first) break;
            left.splice(left.indexOf(first), 1);
            running.push(first);
          }
          const [ended] = running.splice((pick + step) % running.length, 1);
          if (ended) queue.done(ended);
        }
        expect(queue.take()).toBeUndefined();
      }),
    );
  });
});
