import { dirname, resolve } from 'node:path';
import type { Problem } from '@stopover/core';
import { ownFilesOf } from '@stopover/data';
import { isFile } from '@stopover/files';
import type { Study } from './study.ts';

/** Every file that a study's own tasks name and that is not there. */
export async function ownFileProblems({ file, tasks, where }: Study): Promise<readonly Problem[]> {
  const folder = dirname(resolve(file));
  const problems: Problem[] = [];
  for (const [name, own] of Object.entries(tasks)) {
    for (const { path, at } of ownFilesOf(own)) {
      const place = resolve(folder, path);
      if (await isFile(place)) continue;
      const remedy = 'Correct the path, which starts at the folder of the study file, or put the file there.';
      problems.push({ where: where('tasks', name, ...at), what: `there is no file ${place}`, remedy });
    }
  }
  return problems;
}
