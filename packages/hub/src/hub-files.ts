import { posix } from 'node:path';
import { type FileNames, RequestError } from '@stopover/core';
import type { HubFile } from './hub-listing.ts';
import type { HubRepository } from './hub-repository.ts';
import { wholeFolder } from './model-folder.ts';

/**
 * The snapshot's folder of a repository on the hub, with some of its files in it.
 * @throws RequestError when the repository lacks one that is required.
 */
export async function hubFiles(repository: HubRepository, revision: string, names: FileNames): Promise<string> {
  const { required, optional } = names;
  const commit = await repository.commit(revision);
  const files = await listed(repository, commit, [...required, ...optional]);
  if (files.size === 0 && repository.offline) return wholeFolder(repository.cache.snapshot(commit), required);
  const missing = required.filter((name) => !files.has(name));
  if (missing.length > 0) {
    throw new RequestError({
      where: `model ${repository.repo.name} on the hub`,
      what: `it has no ${missing.join(', no ')} at ${commit}`,
      remedy: 'Choose another model, another revision, or other settings.',
    });
  }
  for (const name of [...required, ...optional]) {
    const file = files.get(name);
    if (file) await repository.file(commit, file);
  }
  return repository.cache.snapshot(commit);
}

/** What the hub lists in the folders of some files, by path. */
async function listed(
  repository: HubRepository,
  commit: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, HubFile>> {
  const folders = new Set(names.map((name) => posix.dirname(name)));
  const files = new Map<string, HubFile>();
  for (const folder of folders) {
    const listing = await repository.listing(commit, folder === '.' ? '' : folder);
    for (const file of listing?.files ?? []) files.set(file.path, file);
  }
  return files;
}
