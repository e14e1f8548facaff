// Where the files of a task are: in a folder of the repository's name, or in a zip, by their paths or by patterns.
import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { DataError } from '@stopover/core';
import { isAbsent, isFile, reasonOf } from '@stopover/files';
import { checkNames } from './shards.ts';
import { memberPath, membersOf } from './zip-members.ts';

/**
 * Paths of the files that a path of a task means; none when there are none. A plain path is one file, also compressed as
 * `<path>.xz`. One with `*` (any letters but a slash) is every file that is called so, at any depth of the repository's
 * folder or of the zips in it, or in a zip of its name, in the order of their names.
 * @throws DataError for a zip that cannot be read, and where two files have one name.
 */
export async function filesNamed(folders: readonly string[], repo: string, file: string): Promise<readonly string[]> {
  checkNames(repo, file);
  const name = repo.split('/').at(-1) ?? repo;
  for (const base of folders.flatMap((folder) => [join(folder, repo), join(folder, name)])) {
    const found = file.includes('*') ? await matching(base, file) : await plain(join(base, file));
    if (found.length > 0) return found;
  }
  return [];
}

async function plain(path: string): Promise<readonly string[]> {
  for (const candidate of [path, `${path}.xz`]) if (await isFile(candidate)) return [candidate];
  return [];
}

async function matching(base: string, pattern: string): Promise<readonly string[]> {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const wanted = new RegExp(`^(.*/)?${escaped.join('[^/]*')}$`, 'u');
  const below = await filesBelow(base);
  const paths = below.filter((path) => wanted.test(path)).map((path) => join(base, path));
  const zips = below.filter((path) => path.endsWith('.zip')).map((path) => join(base, path));
  if (await isFile(`${base}.zip`)) zips.push(`${base}.zip`);
  for (const zip of zips) {
    const members = (await readMembers(zip)).filter((path) => wanted.test(path) && !isJunk(path));
    paths.push(...members.map((member) => memberPath(zip, member)));
  }
  return inOrder(paths);
}

/** What macOS puts into zips beside the files. */
const isJunk = (path: string): boolean => path.startsWith('__MACOSX/') || basename(path).startsWith('._');

function inOrder(paths: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const path of paths) {
    const before = byName.get(basename(path));
    if (before !== undefined) {
      const what = `the file ${basename(path)} is there twice: ${before} and ${path}`;
      throw new DataError({ where: before, what, remedy: 'Leave one of the two: they may be of two releases.' });
    }
    byName.set(basename(path), path);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

async function readMembers(zip: string): Promise<readonly string[]> {
  return membersOf(zip).catch((cause: unknown) => {
    const what = `the zip cannot be read (${reasonOf(cause)})`;
    throw new DataError({ where: zip, what, remedy: 'Fetch it again.' }, { cause });
  });
}

/** Paths of the files below a folder, with slashes; none when there is no such folder. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    if (isAbsent(cause)) return [];
    throw cause;
  });
  return names.map((name) => name.replaceAll(sep, '/')).sort();
}
