import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, RequestError } from '@stopover/core';
import { requireOwnNames } from '../program/own-names.ts';
import { checkedPlugin } from './check-plugin.ts';
import { importPlugin } from './import-plugin.ts';
import { locatePlugin, property, readManifest } from './locate-plugin.ts';
import { type OwnTasks, pluginOfTasks } from './own-tasks.ts';
import { defaultPlugins, type PluginImport } from './plugins.ts';

/** Packages to load beside the default ones, and the folder from whose node_modules they are taken. */
export interface NamedPlugins {
  readonly names: readonly string[];
  /** Folder of the study file or of the package.json that named them. */
  readonly from: string;
  /** Tasks that the study file defines. */
  readonly own?: OwnTasks;
}

interface Wanted {
  readonly name: string;
  readonly load: PluginImport;
  /** The module's file; undefined for a plugin that comes with the command. */
  readonly file?: string;
}

/**
 * The default plugins and the named ones, in that order; a module that is named twice is loaded once.
 * @throws RequestError naming the plugin that is not installed, fails while it is imported, is not what core's contracts
 * say, or brings a name that another one brings.
 */
export async function loadPlugins(named: readonly NamedPlugins[]): Promise<readonly Plugin[]> {
  const wanted: Wanted[] = Object.entries(defaultPlugins).map(([name, load]) => ({ name, load }));
  for (const { names, from } of named) {
    for (const name of names) {
      if (Object.hasOwn(defaultPlugins, name)) continue;
      const file = await locatePlugin(name, from);
      if (wanted.some((other) => other.file === file)) continue;
      wanted.push({ name, file, load: async () => import(pathToFileURL(file).href) });
    }
  }
  const loaded = await Promise.allSettled(
    wanted.map(async ({ name, load, file }) => ({
      name,
      plugin: await checkedPlugin(await importPlugin(name, load, file), name, file),
    })),
  );
  // In the order of names, so that of several failures always the same one is told.
  const plugins = loaded.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  for (const { own } of named) if (own) plugins.push(pluginOfTasks(own));
  requireOwnNames(plugins);
  return plugins.map(({ plugin }) => plugin);
}

/** The packages that the nearest package.json at or above `folder` names under `stopover.plugins`. */
export async function pluginsOfPackage(folder: string): Promise<NamedPlugins> {
  const manifest = await readManifest(folder);
  if (manifest === null) {
    const parent = dirname(folder);
    return parent === folder ? { names: [], from: folder } : pluginsOfPackage(parent);
  }
  const plugins = property(property(manifest, 'stopover'), 'plugins') ?? [];
  if (Array.isArray(plugins) && plugins.every((name) => typeof name === 'string'))
    return { names: plugins, from: folder };
  throw new RequestError({
    where: `${folder}/package.json: stopover.plugins`,
    what: 'this is not a list of package names',
    remedy: 'Write it as ["@lab/stopover-task-x"].',
  });
}
