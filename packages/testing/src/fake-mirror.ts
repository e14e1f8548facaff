import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FakeRepos } from './fake-hub.ts';

/** What of a mirror's folder (`datasets/…`, `models/…`) the fake hub is to give. */
export interface MirrorParts {
  /** `owner/name` of data sets, given as their Parquet branch. */
  readonly datasets: readonly string[];
  /** Names of models, given as branch main of `mirror/<name>`. */
  readonly models: readonly string[];
  /** Commits of data sets, by name, where a task pins one; others are made from the name. */
  readonly commits?: Readonly<Record<string, string>>;
}

/** Repositories of a fake hub from a folder in the mirror's layout. */
export async function fakeMirror(folder: string, { datasets, models, commits = {} }: MirrorParts): Promise<FakeRepos> {
  const repos: Record<string, FakeRepos[string]> = {};
  for (const name of datasets) {
    const files = await filesIn(join(folder, 'datasets', name));
    repos[`datasets/${name}`] = { branch: 'refs/convert/parquet', commit: commits[name] ?? commitOf(name), files };
  }
  for (const name of models) {
    const files = unzipped(await filesIn(join(folder, 'models', name)));
    repos[`models/mirror/${name}`] = { branch: 'main', commit: commitOf(name), files };
  }
  return repos;
}

const commitOf = (name: string): string => createHash('sha1').update(name).digest('hex');

async function filesIn(folder: string): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[path.slice(folder.length + 1)] = await readFile(path);
  }
  return files;
}

/** The hub has tokenizers as they are. */
const unzipped = (files: Readonly<Record<string, Buffer>>): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(files).map(([path, bytes]) =>
      path.endsWith('.gz') ? [path.slice(0, -'.gz'.length), gunzipSync(bytes)] : [path, bytes],
    ),
  );
