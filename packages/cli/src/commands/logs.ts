import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '@stopover/files';
import { stageStanding } from '@stopover/study';
import { createTerminal } from '../program/terminal.ts';
import { openOwnStore } from './find-stage.ts';
import { queuesOf } from './queues.ts';
import { stageState } from './stage-state.ts';
import { splitName } from './stored-study.ts';
import type { ListOptions } from './tasks.ts';

/** Prints what is known of a stage by its title or the beginning of its key: why it failed, what its job printed, what it logged. */
export async function logs(named: string, key: string, options: ListOptions): Promise<number> {
  const terminal = createTerminal(options);
  const { folder, study } = await splitName(named);
  const store = await openOwnStore(folder);
  const stage = await stageStanding(store, key, study);
  const files: string[] = [];
  for (const { queue, place } of await queuesOf(store, options)) files.push(...(await queue.logs(place, stage.job)));
  for (const folder of [store.stageFolder(stage.key), `${store.stageFolder(stage.key)}.partial`]) {
    const log = join(folder, 'log.jsonl');
    if (await isFile(log)) files.push(log);
  }
  const texts = await Promise.all(files.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
  terminal.document({ ...stage, logs: texts });
  // The store alone is asked: whoever has the stage is taken to live.
  const state = stageState(stage, undefined, false);
  terminal.print(`${stage.title}: ${state}${stage.reason === undefined ? '' : `: ${stage.reason}`}`);
  for (const { path, text } of texts) terminal.print(`\n${path}\n${text.trimEnd()}`);
  if (texts.length === 0) terminal.print('Nothing was logged of it.');
  return 0;
}
