import { join } from 'node:path';
import { DataError, type Location, RequestError, type Source } from '@stopover/core';
import { namesIn } from '@stopover/files';
import { modelFolder, wholeFolder } from './model-folder.ts';
import { checkNames, Fingerprints, later, shardCount, shardOrder, shardRows, tableName } from './shards.ts';

/**
 * Reads a folder laid out as `datasets/<owner>/<name>/<config>/<split>/NNNN.parquet` and `models/[<owner>/]<name>`.
 * The revision of a location is not looked at: a mirror holds one, and its fingerprint tells which.
 */
export function mirrorSource(folder: string): Source {
  const fingerprints = new Fingerprints();
  const shards = (location: Location) => mirroredShards(folder, location);
  return {
    name: 'mirror',
    has: async (location) => (await parquetNames(tableFolder(folder, location))).length > 0,
    rows: (location, options) => later(async () => shardRows(await shards(location), options)),
    count: async (location) => shardCount(await shards(location)),
    fingerprint: async (location) => fingerprints.of(await shards(location)),
    model: async (id) => modelFolder(await mirroredModel(folder, id)),
    tokenizer: (id) => mirroredModel(folder, id),
    files: async (id, { required }) => wholeFolder(await mirroredModel(folder, id), required),
  };
}

function tableFolder(folder: string, { repo, config, split }: Location): string {
  checkNames(repo, config, split);
  return join(folder, 'datasets', ...repo.split('/'), config, split);
}

async function mirroredShards(folder: string, location: Location): Promise<readonly string[]> {
  const table = tableFolder(folder, location);
  const names = shardOrder(await parquetNames(table), table);
  if (names.length === 0) throw await noTable(folder, location);
  return names.map((name) => join(table, name));
}

/** The folder of a model. @throws RequestError when there is none. */
async function mirroredModel(folder: string, id: string): Promise<string> {
  checkNames(id);
  const path = join(folder, 'models', ...id.split('/'));
  if ((await entries(path)).length === 0) throw await noModel(folder, id);
  return path;
}

const parquetNames = async (folder: string) => (await entries(folder)).filter((name) => /^\d+\.parquet$/.test(name));

/** Names in a folder, sorted; none when it does not exist. */
const entries = async (folder: string): Promise<readonly string[]> =>
  (await namesIn(folder)).filter((name) => !name.startsWith('.')).sort();

async function noTable(folder: string, location: Location): Promise<DataError> {
  const data = join(folder, 'datasets', ...location.repo.split('/'));
  const configs = await entries(data);
  const tables = await Promise.all(
    configs.map(async (config) => `${config}/{${(await entries(join(data, config))).join(',')}}`),
  );
  return new DataError({
    where: tableFolder(folder, location),
    what:
      configs.length > 0
        ? `the mirror has no table ${tableName(location)}`
        : `the mirror has no data set ${location.repo}`,
    remedy:
      configs.length > 0
        ? `It has ${tables.join(' ')}: choose one of these, or add the missing Parquet files to the mirror.`
        : 'Add its Parquet files to the mirror, or read from the hub.',
  });
}

async function noModel(folder: string, id: string): Promise<RequestError> {
  const models = await entries(join(folder, 'models'));
  return new RequestError({
    where: `model ${id}`,
    what: `the mirror ${folder} has no folder models/${id}`,
    remedy: `Give one of ${models.join(', ') || '(none)'}, a local folder, or read from the hub.`,
  });
}
