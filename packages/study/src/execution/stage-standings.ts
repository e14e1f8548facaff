import { join } from 'node:path';
import { namesIn } from '@stopover/files';
import type { Plan } from '../records/plan.ts';
import type { Stage } from '../records/stage.ts';
import { type BegunStep, begunStep } from '../store/begun-stage.ts';
import { locksIn } from '../store/stage-locks.ts';
import type { Store } from '../store/store.ts';

/** How a stage of a plan stands, by what the store says. */
export interface StageStanding {
  readonly key: string;
  readonly title: string;
  /** Key of the job that it is a part of. */
  readonly job: string;
  /**
   * `owned`: a process has it, or one of another machine had it and nobody has said that it died; `begun`: none has, and what
   * is there is gone on from.
   */
  readonly state: 'done' | 'failed' | 'owned' | 'begun' | 'waiting';
  /** Whether the process that has it lives on this machine: then no queue need know of it. */
  readonly isHere: boolean;
  /** The last that was logged of a stage that is not complete. */
  readonly at: BegunStep | undefined;
  /** Why it failed. */
  readonly reason: string | undefined;
}

/** How stages of a plan stand, in their order, whoever runs them and wherever. */
export async function stageStandings(
  store: Store,
  plan: { readonly stages: readonly Pick<Stage, 'key' | 'title'>[]; readonly jobs: Plan['jobs'] },
): Promise<readonly StageStanding[]> {
  const complete = await store.keys();
  const names = new Set(await namesIn(join(store.folder, 'stages')));
  const { left, here } = await locksIn(store.folder, names);
  for (const name of left) names.delete(name);
  const failures = new Set(await namesIn(join(store.folder, 'failures')));
  const jobs = new Map(plan.jobs.flatMap(({ key, stages }) => stages.map((stage) => [stage, key] as const)));
  const standings: StageStanding[] = [];
  for (const { key, title } of plan.stages) {
    const stage = { key, title, job: jobs.get(key) ?? key };
    const failure = failures.has(`${key}.json`) ? await store.failure(key) : undefined;
    const state = stateOf(key, { complete, names, failed: failure !== undefined });
    const at = state === 'owned' || state === 'begun' ? await begunStep(store.folder, key) : undefined;
    const reason = state === 'failed' ? failure?.reason : undefined;
    standings.push({ ...stage, state, isHere: state === 'owned' && here.has(`${key}.owner`), at, reason });
  }
  return standings;
}

interface Signs {
  readonly complete: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly failed: boolean;
}

function stateOf(key: string, { complete, names, failed }: Signs): StageStanding['state'] {
  if (complete.has(key)) return 'done';
  if (names.has(`${key}.owner`)) return 'owned';
  if (failed) return 'failed';
  return names.has(`${key}.partial`) ? 'begun' : 'waiting';
}
