import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@stopover/core';
import { reasonOf } from '@stopover/files';
import { nearest } from '@stopover/registry';
import type { Tell } from './finding.ts';

/** Names in a folder, in a fixed order. @throws RequestError when it cannot be read. */
export async function namesIn(folder: string, option: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    throw new RequestError({
      where: `${option} ${folder}`,
      what: `the folder cannot be read: ${reasonOf(error)}`,
      remedy: 'Give the folder that holds one folder per task.',
    });
  }
}

/** Tells the names that nothing reads, with the nearest name that would be. */
export function tellUnknown(
  kind: 'unknown-folder' | 'unknown-file',
  folder: string,
  names: readonly string[],
  known: readonly string[],
  tell: Tell,
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const what = kind === 'unknown-folder' ? 'the benchmark has no such task' : 'the task has no such language';
    tell(kind, { file: join(folder, name) }, near === undefined ? what : `${what}; did you mean ${near}?`);
  }
}
