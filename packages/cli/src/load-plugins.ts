import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, type Plugin, pluginOf, RequestError } from '@stopover/core';
import { defaultPlugins, type PluginImport } from './plugins.ts';

/** Packages to load beside the default ones, and the folder from whose node_modules they are taken. */
export interface NamedPlugins {
  readonly names: readonly string[];
  /** Folder of the study file or of the package.json that named them. */
  readonly from: string;
}

/**
 * The default plugins and the named ones, in that order; a package named twice is loaded once.
 * @throws RequestError when a package is not installed, fails while it is imported, or exports no plugin.
 */
export async function loadPlugins(named: readonly NamedPlugins[]): Promise<readonly Plugin[]> {
  const imports = new Map<string, PluginImport>(Object.entries(defaultPlugins));
  for (const { names, from } of named) {
    for (const name of names) {
      if (!imports.has(name)) imports.set(name, async () => import(pathToFileURL(await entryOf(name, from)).href));
    }
  }
  return Promise.all([...imports].map(async ([name, load]) => pluginOf(await attempt(name, load), name)));
}

/** The packages that the nearest package.json at or above `folder` names under `stopover.plugins`. */
export async function pluginsOfPackage(folder: string): Promise<NamedPlugins> {
  const path = join(folder, 'package.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) {
    const parent = dirname(folder);
    return parent === folder ? { names: [], from: folder } : pluginsOfPackage(parent);
  }
  const plugins = property(property(parsePackage(text, path), 'stopover'), 'plugins') ?? [];
  if (Array.isArray(plugins) && plugins.every((name) => typeof name === 'string'))
    return { names: plugins, from: folder };
  throw new RequestError({
    where: `${path}: stopover.plugins`,
    what: 'this is not a list of package names',
    remedy: 'Write it as ["@lab/stopover-task-x"].',
  });
}

async function attempt(name: string, load: PluginImport): Promise<unknown> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(
      {
        where: `plugin ${name}`,
        what: `importing the package failed: ${messageOf(error)}`,
        remedy: 'Install what it needs, or take it out of `plugins:`.',
      },
      { cause: error },
    );
  }
}

/** The file that `import name` would load in a module of `folder`. */
async function entryOf(name: string, folder: string): Promise<string> {
  const require = createRequire(join(folder, 'package.json'));
  try {
    return require.resolve(name);
  } catch (error) {
    const entry = await importEntry(require.resolve.paths(name) ?? [], name);
    if (entry !== null) return entry;
    throw new RequestError(
      {
        where: `plugin ${name}`,
        what: `there is no such package at or above ${folder}`,
        remedy: `Run \`npm install ${name}\` there, or correct the name under \`plugins:\`.`,
      },
      { cause: error },
    );
  }
}

/**
 * The entry of a package whose `exports` serve only `import`, which `require.resolve` refuses:
 * Node 20 has no call that resolves as an import from another folder would.
 */
async function importEntry(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name, 'package.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) continue;
    const exports = property(parsePackage(text, path), 'exports');
    const target = importTarget(property(exports, '.') ?? exports);
    return target === null ? null : join(folder, name, target);
  }
  return null;
}

function importTarget(entry: unknown): string | null {
  if (typeof entry === 'string') return entry;
  if (typeof entry !== 'object' || entry === null) return null;
  // The order of the package's own list decides, as in Node.
  const condition = Object.keys(entry).find((key) => ['node', 'import', 'module-sync', 'default'].includes(key));
  return condition === undefined ? null : importTarget(property(entry, condition));
}

function parsePackage(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(
      { where: path, what: `this is not JSON: ${messageOf(error)}`, remedy: 'Correct the file.' },
      { cause: error },
    );
  }
}

const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
