// Which stages a tracker has been told of to their ends: a list in its folder, so that it goes when the folder goes.
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linesIn } from '@stopover/files';

/** Its name is none of a tracker's own files. */
const nameOf = (folder: string): string => join(folder, '.told');

/** Keys of the stages that a folder has whole. What cannot be read is told again. */
export const toldIn = (folder: string): Promise<ReadonlySet<string>> =>
  readFile(nameOf(folder), 'utf8').then(
    (text) => new Set(linesIn(text)),
    () => new Set(),
  );

/** Notes a stage down; processes share the list, and a line is written at once. */
export const noteTold = (folder: string, key: string): Promise<void> => appendFile(nameOf(folder), `${key}\n`);
