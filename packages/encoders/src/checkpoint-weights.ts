import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { readText } from '@stopover/files';
import { z } from 'zod';
import { type StoredEntry, storedEntries } from './read-safetensors.ts';
import { isConstant } from './safetensors-header.ts';

const single = 'model.safetensors';
const indexName = 'model.safetensors.index.json';

const indexSchema = z.object({
  weight_map: z.record(
    z.string(),
    z.string().refine((file) => file === basename(file), 'must be a file in the same folder'),
  ),
});

/**
 * Where each weight of a model folder lies, by its stored name: in `model.safetensors`, or in the shards that
 * `model.safetensors.index.json` names. Nothing but headers is read.
 * @throws DataError when neither is there, a shard lacks a tensor, or a file is damaged.
 */
export async function locateWeights(folder: string): Promise<ReadonlyMap<string, StoredEntry>> {
  if (existsSync(join(folder, single))) return byName(await storedEntries(join(folder, single)));
  const path = join(folder, indexName);
  if (!existsSync(path)) throw noWeights(folder);
  const index = await readIndex(path);
  const weights = new Map<string, StoredEntry>();
  for (const shard of new Set(Object.values(index))) {
    const found = byName(await storedEntries(join(folder, shard)));
    for (const [name, file] of Object.entries(index)) {
      const weight = found.get(name);
      if (file === shard && !weight && !isConstant(name)) throw notInShard(path, name, shard);
      if (file === shard && weight) weights.set(name, weight);
    }
  }
  return weights;
}

const byName = (entries: readonly StoredEntry[]) => new Map(entries.map((entry) => [entry.name, entry]));

async function readIndex(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    const json: unknown = JSON.parse(await readText(path));
    return indexSchema.parse(json).weight_map;
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new DataError(
      { where: path, what: `it is no index of shards: ${what}`, remedy: 'Download the model again.' },
      { cause: error },
    );
  }
}

const noWeights = (folder: string) => {
  const pickled = existsSync(join(folder, 'pytorch_model.bin'));
  return new DataError({
    where: folder,
    what: `it has no ${single}${pickled ? ', only pytorch_model.bin' : ''}`,
    remedy: pickled
      ? 'Load it once in Python transformers and save it with save_pretrained(), which writes safetensors.'
      : 'Point to a folder of a model with safetensors weights, or download it again.',
  });
};

const notInShard = (path: string, name: string, shard: string) =>
  new DataError({
    where: `${path}: tensor "${name}"`,
    what: `the index says it is in ${shard}, but it is not there`,
    remedy: 'The files do not belong together: download the model again.',
  });
