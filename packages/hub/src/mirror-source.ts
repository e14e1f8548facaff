import { join } from 'node:path';
import { type Location, RequestError, type Source } from '@stopover/core';
import { entries, hasTable, mirrorPage, tablePaths } from './mirror-tables.ts';
import { modelFolder, wholeFolder } from './model-folder.ts';
import { checkNames, Fingerprints, later, shardCount, shardRows } from './shards.ts';

/**
 * Reads a folder with Parquet files in `datasets/<owner>/<name>/<config>/`, as the hub's Parquet branch or its data sets
 * name them (docs/mirror.md), and models in `models/[<owner>/]<name>`.
 * The revision of a location is not looked at: a mirror holds one, and its fingerprint tells which.
 */
export function mirrorSource(folder: string): Source {
  const fingerprints = new Fingerprints();
  const shards = (location: Location) => tablePaths(folder, location);
  return {
    name: 'mirror',
    has: (location) => hasTable(folder, location),
    rows: (location, options) => later(async () => shardRows(await shards(location), options)),
    fingerprint: async (location) => fingerprints.of(await shards(location)),
    model: async (id) => modelFolder(await mirroredModel(folder, id)),
    capabilities: {
      count: async (location) => shardCount(await shards(location)),
      tokenizer: (id) => mirroredModel(folder, id),
      files: async (id, { required }) => wholeFolder(await mirroredModel(folder, id), required),
    },
  };
}

/** The folder of a model. @throws RequestError when there is none. */
async function mirroredModel(folder: string, id: string): Promise<string> {
  checkNames(id);
  const path = join(folder, 'models', ...id.split('/'));
  if ((await entries(path)).length === 0) throw await noModel(folder, id);
  return path;
}

async function noModel(folder: string, id: string): Promise<RequestError> {
  const models = await entries(join(folder, 'models'));
  return new RequestError({
    where: `model ${id}`,
    what: `the mirror ${folder} has no folder models/${id}`,
    remedy: `Give one of ${models.join(', ') || '(none)'}, a local folder, or read from the hub. ${mirrorPage}.`,
  });
}
