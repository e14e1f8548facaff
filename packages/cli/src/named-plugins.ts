import { dirname, resolve } from 'node:path';
import type { Study } from '@stopover/study';
import { type NamedPlugins, pluginsOfPackage } from './load-plugins.ts';

/** The plugins that a study names, and those of the nearest package.json at or above its folder. */
export async function pluginsOfStudy({
  file,
  plugins,
}: Pick<Study, 'file' | 'plugins'>): Promise<readonly NamedPlugins[]> {
  const from = dirname(resolve(file));
  return [{ names: plugins, from }, await pluginsOfPackage(from)];
}

/** The plugins for a command that may name a study; without one those of the nearest package.json. */
export async function pluginsFor(studyFile: string | undefined): Promise<readonly NamedPlugins[]> {
  if (studyFile === undefined) return [await pluginsOfPackage(process.cwd())];
  return pluginsOfStudy(await (await import('@stopover/study')).loadStudy(studyFile));
}
