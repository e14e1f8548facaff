// Tasks that a study file defines: a plugin without a package.
import { basename } from 'node:path';
import { definePlugin } from '@stopover/core';
import { type OwnTask, ownTask, ownTaskSchema, readingOf } from '@stopover/data';
import type { OwnTable } from '@stopover/hub';
import type { Study } from '@stopover/study';
import { z } from 'zod';
import type { LoadedPlugin } from '../program/own-names.ts';

/** The tasks of a study file. They are handed on as they were read, so that a job has those that its study was planned with. */
export interface OwnTasks {
  readonly file: string;
  readonly tasks: Readonly<Record<string, OwnTask>>;
}

/** What `--plugins` holds of them. */
export const ownTasksSchema: z.ZodType<OwnTasks> = z.strictObject({
  file: z.string(),
  tasks: z.record(z.string(), ownTaskSchema),
});

/** The tasks of a study, where it defines any. */
export const ownTasksOf = ({ file, tasks }: Pick<Study, 'file' | 'tasks'>): OwnTasks | undefined =>
  Object.keys(tasks).length === 0 ? undefined : { file, tasks };

/** The plugin that they are. */
export function pluginOfTasks({ file, tasks }: OwnTasks): LoadedPlugin {
  const name = basename(file);
  return {
    name,
    plugin: definePlugin({ name, tasks: Object.entries(tasks).map(([task, own]) => ownTask(task, own)) }),
  };
}

/** Where their files start, and how their rows are read. */
export const ownTablesIn = (
  named: readonly { readonly from: string; readonly own?: OwnTasks }[],
): ReadonlyMap<string, OwnTable> =>
  new Map(
    named.flatMap(({ from, own }) =>
      Object.entries(own?.tasks ?? {}).map(([task, one]) => [task, { folder: from, reading: readingOf(one) }] as const),
    ),
  );
