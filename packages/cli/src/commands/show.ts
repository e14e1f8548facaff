import { stageDetails } from '@stopover/study';
import type { OutputOptions } from '../program/options.ts';
import { createTerminal } from '../program/terminal.ts';
import { printStage } from '../views/stage-view.ts';
import { openOwnStore } from './find-stage.ts';
import { queuedIn, queuesOf } from './queues.ts';
import { secondsLeft, stageState } from './stage-state.ts';
import { splitName } from './stored-study.ts';

/**
 * Shows one stage of a store, complete or not, by its title or the beginning of its key: what made it, its learning curve,
 * scores, the stages that it needs and that need it, and its files.
 */
export async function show(named: string, key: string, options: OutputOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { folder, study } = await splitName(named);
  const store = await openOwnStore(folder);
  const details = await stageDetails(store, key, study);
  const queues = await queuesOf(store, options);
  const { jobs, silent } = await queuedIn(queues);
  const byKey = new Map(jobs.flatMap((job) => (job.key === undefined ? [] : [[job.key, job]])));
  const stateOf = (standing: typeof details.standing) =>
    stageState(standing, byKey.get(standing.job), queues.length > 0 && silent.length === 0);
  const related = (all: typeof details.parents) =>
    all.map((standing) => ({ key: standing.key, title: standing.title, state: stateOf(standing) }));
  const now = {
    state: stateOf(details.standing),
    secondsLeft: secondsLeft(details.standing),
    parents: related(details.parents),
    children: related(details.children),
  };
  const { standing, ...known } = details;
  terminal.document({ store: store.folder, ...standing, ...known, ...now, job: standing.job });
  for (const said of silent) terminal.note(said);
  printStage(details, { ...now, store: named }, terminal);
  return 0;
}
