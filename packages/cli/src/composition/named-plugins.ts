import { dirname, resolve } from 'node:path';
import type { Study } from '@stopover/study';
import type { PluginOptions } from '../program/options.ts';
import { type NamedPlugins, pluginsOfPackage } from './load-plugins.ts';
import { ownTasksOf } from './own-tasks.ts';

/** The plugins that a study names with the tasks that it defines, and those of the nearest package.json at or above its folder. */
export async function pluginsOfStudy({
  file,
  plugins,
  tasks,
}: Pick<Study, 'file' | 'plugins' | 'tasks'>): Promise<readonly NamedPlugins[]> {
  const from = dirname(resolve(file));
  const own = ownTasksOf({ file, tasks });
  return [{ names: plugins, from, ...(own && { own }) }, await pluginsOfPackage(from)];
}

/** The plugins for a command that may name a study or plugins; without a study those of the nearest package.json. */
export async function pluginsFor({ study, plugin = [] }: PluginOptions): Promise<readonly NamedPlugins[]> {
  const from = process.cwd();
  const named = { names: plugin, from };
  if (study === undefined) return [await pluginsOfPackage(from), named];
  return [...(await pluginsOfStudy(await (await import('@stopover/study')).loadStudy(study))), named];
}
