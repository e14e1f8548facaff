import type { QueuedJob } from '@stopover/core';
import { type StageStanding, stageStandings } from '@stopover/study';
import { createTerminal } from '../program/terminal.ts';
import { duration } from '../views/quantities.ts';
import { sweepNotes } from '../views/sweep-view.ts';
import { table } from '../views/table.ts';
import { queuedIn, queuesOf } from './queues.ts';
import { type StageState, secondsLeft, stageState, stageStates } from './stage-state.ts';
import { openStoredStudy } from './stored-study.ts';
import type { ListOptions } from './tasks.ts';

/** Options of `status`. */
export type StatusOptions = ListOptions & { readonly stages?: boolean };

interface Row extends Omit<StageStanding, 'state'> {
  readonly state: StageState;
  readonly queued: QueuedJob | undefined;
  readonly secondsLeft: number | null;
  /** Files with what its job printed, the latest last. */
  readonly logs: readonly string[];
}

/** Shows how the stages of a stored study stand, whoever runs them; status 1 when some have failed. */
export async function status(named: string, options: StatusOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { store, plan } = await openStoredStudy(named);
  const queues = await queuesOf(store, options);
  const { jobs, silent } = await queuedIn(queues);
  const byKey = new Map(jobs.flatMap((job) => (job.key === undefined ? [] : [[job.key, job]])));
  const rows: Row[] = [];
  for (const standing of await stageStandings(store, plan)) {
    const queued = byKey.get(standing.job);
    const state = stageState(standing, queued, queues.length > 0 && silent.length === 0);
    const logs =
      state === 'failed' ? await Promise.all(queues.map((one) => one.queue.logs(one.place, standing.job))) : [];
    rows.push({ ...standing, state, queued, secondsLeft: secondsLeft(standing), logs: logs.flat() });
  }
  const counts = Object.fromEntries(
    stageStates.map((state) => [state, rows.filter((row) => row.state === state).length]),
  );
  const { study, sweep } = plan;
  const facts = { study: study.name, store: store.folder, counts, ...(sweep && { sweep }) };
  terminal.document({ ...facts, silent, jobs, stages: rows });
  terminal.print(
    `${plan.study.name}: ${stageStates.flatMap((s) => (counts[s] ? [`${counts[s]} ${s}`] : [])).join(', ')}`,
  );
  for (const line of sweepNotes(plan)) terminal.print(line);
  for (const said of silent) terminal.note(said);
  const shown = rows.filter(({ state }) => options.stages || !['done', 'waiting'].includes(state));
  if (shown.length > 0) {
    const columns = ['state', 'stage', 'key', ''].map((title) => ({ title }));
    const cells = shown.map((row) => [row.state, row.title, row.key.slice(0, 12), inWords(row)]);
    terminal.print(table(columns, cells, terminal.colors.bold));
  }
  if (rows.some(({ state }) => state === 'failed'))
    terminal.print('`stopover run` of the study tries what failed again.');
  return rows.some(({ state }) => state === 'failed') ? 1 : 0;
}

function inWords({ state, at, queued, secondsLeft: left, reason, logs }: Row): string {
  const parts = [
    at?.steps === undefined ? undefined : `step ${at.step} of ${at.steps}`,
    state === 'running' && left !== null ? `${duration(left)} left` : undefined,
    queued && `job ${queued.id}: ${queued.state}`,
    reason,
    logs.length > 0 ? `log: ${logs.at(-1)}` : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}
