import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { messageOf, RequestError } from '@stopover/core';
import { isThere } from '@stopover/files';

/** Whether a name under `plugins:` is a path, and not the name of a package. */
const isPath = (name: string): boolean => /^\.{0,2}[/\\]/.test(name) || isAbsolute(name);

/**
 * The file that `import name` would load in a module of `folder`.
 * @throws RequestError when there is no such file or package.
 */
export async function locatePlugin(name: string, folder: string): Promise<string> {
  const require = createRequire(join(folder, 'package.json'));
  try {
    return require.resolve(name);
  } catch (error) {
    const entry = isPath(name) ? null : await importEntry(require.resolve.paths(name) ?? [], name);
    if (entry !== null) return entry;
    throw await notThere(name, folder, error);
  }
}

async function notThere(name: string, folder: string, cause: unknown): Promise<RequestError> {
  const where = `plugin ${name}`;
  if (!isPath(name)) {
    const what = `there is no such package at or above ${folder}`;
    const file = (await isThere(resolve(folder, name))) ? ` A file there is named with its path: "./${name}".` : '';
    const remedy = `Run \`npm install ${name}\` there, or correct the name.${file}`;
    return new RequestError({ where, what, remedy }, { cause });
  }
  const path = resolve(folder, name);
  const what = (await isThere(path)) ? `the folder ${path} has no module to load` : `there is no file ${path}`;
  const remedy = `Paths start at ${folder}. Correct the path, or build the plugin first.`;
  return new RequestError({ where, what, remedy }, { cause });
}

/**
 * The entry of a package whose `exports` serve only `import`, which `require.resolve` refuses:
 * Node 20 has no call that resolves as an import from another folder would.
 */
async function importEntry(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    const manifest = await readManifest(join(folder, name));
    if (manifest === null) continue;
    const exports = property(manifest, 'exports');
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

/** The folder and the package.json of the package that a file belongs to; null where there is none. */
export async function packageAround(file: string): Promise<{ folder: string; manifest: unknown } | null> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = await readManifest(folder);
    if (manifest !== null) return { folder, manifest };
    if (dirname(folder) === folder) return null;
  }
}

/** The package.json in a folder; null where there is none. @throws RequestError naming a file that is not JSON. */
export async function readManifest(folder: string): Promise<unknown> {
  const path = join(folder, 'package.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(
      { where: path, what: `this is not JSON: ${messageOf(error)}`, remedy: 'Correct the file.' },
      { cause: error },
    );
  }
}

/** An own property of a value that may be no object. */
export const property = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
