// What a stage's working folder says of itself: who wants to know what a running stage reads, or whose a folder is, looks here.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '@stopover/files';
import { type Stage, stageSchema } from '../records/stage.ts';
import { readJson } from './read-json.ts';

const file = 'begun.json';

/** Says in a stage's working folder which stage it is of, before a model is read for it. */
export const noteBegun = (folder: string, stage: Stage): Promise<void> =>
  writeAtomic(join(folder, file), `${JSON.stringify(stage)}\n`);

/** Which stage a working folder is of; undefined where it does not say. */
export const begunStage = (folder: string): Promise<Stage | undefined> =>
  readJson(join(folder, file), stageSchema, '').catch(() => undefined);

/** Removes the note from a folder that is to be a complete stage's. */
export const removeBegun = (folder: string): Promise<void> => rm(join(folder, file), { force: true });

/** Removes the note where it is all that a folder holds. */
export async function removeLoneBegun(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length === 1 && names[0] === file) await removeBegun(folder);
}
