import { type Executor, RequestError } from '@stopover/core';
import { executorFolder } from '@stopover/study';
import type { Terminal } from '../program/terminal.ts';
import { type PreparedStudy, settingsFor } from './prepare-study.ts';

/** What the process needs that submits jobs and watches them: a plan in memory. */
const resources = { threads: 1, memory: 2000, gpus: 0, seconds: null };

/**
 * Submits this very command as a job that submits the others, and returns: nothing of the study runs here.
 * @throws RequestError where the executor has no queue; StopoverError when that refuses it.
 */
export async function detach(
  { study, store }: PreparedStudy,
  { name, queue }: Executor,
  terminal: Terminal,
): Promise<number> {
  if (!queue) {
    const remedy = 'Name one that has, like `--executor slurm`, or leave `--detach` out.';
    throw new RequestError({ where: '--detach', what: `the executor ${name} has no queue to leave a run to`, remedy });
  }
  const [program = process.execPath, ...args] = process.argv;
  const command = [program, ...process.execArgv, ...args.filter((arg) => arg !== '--detach')] as const;
  const place = { folder: executorFolder(store, name), settings: settingsFor(study, name) };
  const id = await queue.launch(place, { key: 'driver', title: `study ${study.name}`, command, resources });
  terminal.document({ study: study.name, store: store.folder, executor: name, job: id });
  terminal.print(`Job ${id} of ${name} now runs the study ${study.name}.`);
  terminal.print(
    `\`stopover status ${store.folder}\` shows how it gets on, \`stopover cancel ${store.folder}\` ends it.`,
  );
  return 0;
}
