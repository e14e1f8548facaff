// How long a plan takes with some processes: its jobs are gone through in the order in which the local executor starts them.
import type { Plan } from '../records/plan.ts';

/** What is left of a plan. */
export interface ExpectedTime {
  /** From its start to its end, in seconds. */
  readonly seconds: number;
  /** Of all processes together. */
  readonly processSeconds: number;
  /** Stages whose time nobody knows: they count as nothing. */
  readonly unknown: number;
}

/** With what a plan is run. */
export interface Crew {
  readonly processes: number;
  /** Until a process begins its first job, in seconds. */
  readonly start: number;
}

/** What the stages take that are not complete. */
export function expectTime(
  { stages, jobs }: Pick<Plan, 'stages' | 'jobs'>,
  complete: ReadonlySet<string>,
  { processes, start }: Crew,
): ExpectedTime {
  const times = new Map(stages.map(({ key, expected }) => [key, expected.seconds]));
  const left = jobs.flatMap(({ key, after, stages: own }) => {
    const keys = own.filter((stage) => !complete.has(stage));
    const seconds = keys.reduce((sum, stage) => sum + (times.get(stage) ?? 0), 0);
    return keys.length > 0 ? [{ key, after, seconds }] : [];
  });
  const waiting = new Map<string, number>();
  const followers = new Map<string, typeof left>();
  const pending = new Set(left.map(({ key }) => key));
  const ready: typeof left = [];
  for (const job of left) {
    const open = job.after.filter((key) => pending.has(key));
    waiting.set(job.key, open.length);
    if (open.length === 0) ready.push(job);
    for (const key of open) followers.set(key, [...(followers.get(key) ?? []), job]);
  }
  const running: { readonly job: (typeof left)[number]; readonly end: number }[] = [];
  let [clock, begun] = [0, 0];
  for (let next = 0; ; ) {
    for (; running.length < processes && next < ready.length; next++) {
      const job = ready[next];
      // A process that has nothing to do takes the next job.
      const isNew = running.length === begun;
      if (isNew) begun++;
      if (job) running.push({ job, end: clock + job.seconds + (isNew ? start : 0) });
    }
    running.sort((a, b) => a.end - b.end);
    const first = running.shift();
    if (!first) break;
    clock = first.end;
    for (const job of followers.get(first.job.key) ?? []) {
      const open = (waiting.get(job.key) ?? 0) - 1;
      waiting.set(job.key, open);
      if (open === 0) ready.push(job);
    }
  }
  return {
    seconds: clock,
    processSeconds: left.reduce((sum, { seconds }) => sum + seconds, begun * start),
    unknown: stages.filter(({ key, expected }) => !complete.has(key) && expected.seconds === null).length,
  };
}
