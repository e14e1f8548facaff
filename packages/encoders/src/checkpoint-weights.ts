import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { z } from 'zod';
import { type RowChoice, readInParts, readSafetensors, type StoredTensor } from './read-safetensors.ts';
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
 * All weights of a model folder: `model.safetensors`, or the shards that `model.safetensors.index.json` names.
 * Of tensors for which `rowsOf` chooses rows only those are kept.
 * @throws DataError when neither is there, a shard lacks a tensor, or a file is damaged.
 */
export async function readCheckpointWeights(
  folder: string,
  rowsOf?: RowChoice,
): Promise<ReadonlyMap<string, StoredTensor>> {
  if (existsSync(join(folder, single))) return readSafetensors(join(folder, single), rowsOf);
  const path = join(folder, indexName);
  if (!existsSync(path)) throw noWeights(folder);
  const index = await readIndex(path);
  const weights = new Map<string, StoredTensor>();
  for (const shard of new Set(Object.values(index))) {
    const found = await readSafetensors(join(folder, shard), rowsOf);
    for (const [name, file] of Object.entries(index)) {
      const weight = found.get(name);
      if (file === shard && !weight && !isConstant(name)) throw notInShard(path, name, shard);
      if (file === shard && weight) weights.set(name, weight);
    }
  }
  return weights;
}

/** One tensor of a model folder in parts of whole rows. @throws DataError as `readCheckpointWeights`. */
export async function* readWeightInParts(folder: string, name: string): AsyncGenerator<Float32Array> {
  const path = join(folder, indexName);
  const shard = existsSync(join(folder, single)) ? single : (await readIndex(path))[name];
  if (shard === undefined) throw notInShard(path, name, 'any shard');
  yield* readInParts(join(folder, shard), name);
}

async function readIndex(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
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
