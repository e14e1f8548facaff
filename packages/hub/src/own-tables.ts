// Files and readings of tasks that a study file defines: where they lie, and how their rows are read.
import { resolve } from 'node:path';
import { DataError, type Location, RequestError } from '@stopover/core';
import { isFile } from '@stopover/files';

/** What a source knows of a task that a study file defines. */
export interface OwnTable {
  /** Folder where its relative paths start: that of the study file. */
  readonly folder: string;
  /** Hash of how a row becomes an example: part of the fingerprint of its rows. */
  readonly reading: string;
}

/** Those tasks by their names. */
export type OwnTables = ReadonlyMap<string, OwnTable>;

/** How the rows of such a task are read. @throws RequestError when no study file that was named defines it. */
export const readingOf = (name: string, own: OwnTables): string => knownTable(name, own).reading;

/** Paths of the files of such a task. @throws DataError naming one that is not there. */
export async function ownFiles({ own: name = '', files = [] }: Location, own: OwnTables): Promise<readonly string[]> {
  const { folder } = knownTable(name, own);
  const paths = files.map((file) => resolve(folder, file));
  for (const path of paths) {
    if (await isFile(path)) continue;
    const remedy = `Put it there, or correct the path under \`tasks.${name}\` of the study file: it starts at that file's folder.`;
    throw new DataError({ where: path, what: `the file of the task ${name} is not there`, remedy });
  }
  return paths;
}

function knownTable(name: string, own: OwnTables): OwnTable {
  const known = own.get(name);
  if (known) return known;
  const remedy = 'Name the study file with --study FILE.';
  throw new RequestError({ where: `task ${name}`, what: 'a study file defines it, and none was named', remedy });
}
