import { dirname, resolve } from 'node:path';
import { DataError, type Problem } from '@stopover/core';
import { ownFilesOf } from '@stopover/data';
import { isFile } from '@stopover/files';
import { fileRows } from '@stopover/hub';
import type { Study } from './study.ts';

/** Every file that a study's own tasks name and that is not there, or has no rows. */
export async function ownFileProblems({ file, tasks, where }: Study): Promise<readonly Problem[]> {
  const folder = dirname(resolve(file));
  const problems: Problem[] = [];
  for (const [name, own] of Object.entries(tasks)) {
    for (const { path, at } of ownFilesOf(own)) {
      const place = resolve(folder, path);
      const say = (what: string, remedy: string) => problems.push({ where: where('tasks', name, ...at), what, remedy });
      if (!(await isFile(place)))
        say(
          `there is no file ${place}`,
          'Correct the path, which starts at the folder of the study file, or put the file there.',
        );
      else if (!(await hasRows(place))) say(`the file ${place} has no rows`, 'Fill it, or leave it out.');
    }
  }
  return problems;
}

/** Known by the first row; of a file that cannot be read it is said by who reads on. */
async function hasRows(path: string): Promise<boolean> {
  try {
    for await (const _ of fileRows(path, undefined, { columns: [] })) return true;
    return false;
  } catch (error) {
    if (error instanceof DataError) return true;
    throw error;
  }
}
