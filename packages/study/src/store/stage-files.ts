// The files of a stage by their hashes: what a child or a report reads is what was made.
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '@stopover/core';
import { hashOnce, isAbsent, sha256, systemError } from '@stopover/files';

/** Files that no result stands on: the record itself, and the log, which the clock writes too. */
const besides = new Set(['stage.json', 'log.jsonl']);

/** What a killed process left of a file that is written whole. */
const isLeft = (name: string): boolean => /\.[0-9a-f-]{36}\.tmp$/.test(name);

/** SHA-256 of the files of a stage's folder by their paths in it, with `/`; removes what a killed process left of some. */
export async function hashStage(folder: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of await filesBelow(folder)) {
    if (isLeft(path)) await rm(join(folder, path), { force: true });
    else if (!besides.has(path)) hashes[path] = await hashOnce(join(folder, path));
  }
  return hashes;
}

/** Paths of the files below a folder, with `/`, in order. */
export async function filesBelow(folder: string, under = ''): Promise<readonly string[]> {
  const entries = await readdir(join(folder, under), { withFileTypes: true });
  const found: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isFile())) found.push(`${under}${name}`);
  for (const { name } of entries.filter((entry) => entry.isDirectory()))
    found.push(...(await filesBelow(folder, `${under}${name}/`)));
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** A finished stage, as far as its files go. */
export interface FinishedStage {
  readonly folder: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Says that its model went, so that no file of it is missed. */
  readonly dropped?: object | undefined;
}

/** Where a stage's model is among its files. */
export const modelPart = 'model/';

/**
 * Compares the files of a finished stage whose paths begin so with what its record says of them.
 * @throws DataError naming the first that is missing or changed, and how the stage is made again.
 */
export async function verifyStage({ folder, title, files, dropped }: FinishedStage, part: string): Promise<void> {
  for (const [name, hash] of Object.entries(files)) {
    if (!name.startsWith(part) || (dropped && name.startsWith(modelPart))) continue;
    const path = join(folder, name);
    const seen = await hashOnce(path).catch((error: unknown) => {
      if (isAbsent(error) || isAbsent(error instanceof Error ? error.cause : undefined)) return undefined;
      throw error;
    });
    if (seen !== hash) throw changed({ folder, title }, name, hash, seen);
  }
}

/**
 * The bytes of a file of a finished stage, compared with what its record says of them; undefined where it is not there and
 * the record does not have it. @throws DataError as `verifyStage`.
 */
export async function readStageFile(
  stage: Omit<FinishedStage, 'dropped'>,
  name: string,
): Promise<Uint8Array | undefined> {
  const path = join(stage.folder, name);
  const hash = stage.files[name];
  const bytes = await readFile(path).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw systemError(error, path) ?? error;
  });
  const seen = bytes && sha256(bytes);
  if (hash !== undefined && seen !== hash) throw changed(stage, name, hash, seen);
  return bytes;
}

function changed(
  { folder, title }: Pick<FinishedStage, 'folder' | 'title'>,
  name: string,
  hash: string,
  seen: string | undefined,
): DataError {
  return new DataError({
    where: join(folder, name),
    what:
      seen === undefined
        ? `the stage "${title}" has lost this file`
        : `the file is not the one that the stage "${title}" made: its SHA-256 is ${seen.slice(0, 12)}…, its record says ${hash.slice(0, 12)}…`,
    remedy: `Remove the folder ${folder} (rm -r) and run \`stopover run STUDY.yaml\` again: it makes the stage again, and what is missing after it.`,
  });
}
