import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DataError, RequestError } from '@stopover/core';
import { readText, reasonOf } from '@stopover/files';
import { unreadWeights } from './unread-weights.ts';

/** The file that lists the parts of a sharded checkpoint. */
export const weightIndex = 'model.safetensors.index.json';

/** One of the two must be there: the tokenizer as it is, or gzipped. */
const tokenizerFiles = ['tokenizer.json', 'tokenizer.json.gz'];

/** What an adapter is, as PEFT saves it: its base model, wherever that is, has the rest. */
const adapterFiles = ['adapter_config.json', 'adapter_model.safetensors'];

/**
 * The absolute path of a folder that holds config.json, model.safetensors (or its index and every shard) and
 * tokenizer.json (or tokenizer.json.gz); or the two files of an adapter.
 * @throws RequestError listing what is missing.
 */
export async function modelFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new RequestError(
      {
        where: path,
        what: `the model folder cannot be read (${reasonOf(cause)})`,
        remedy: 'Give a folder with config.json, model.safetensors and tokenizer.json, or a model of the hub.',
      },
      { cause },
    );
  });
  const missing = await missingFiles(folder, names);
  if (missing.length === 0) return folder;
  const lacksWeights = missing.some((name) => name.includes('.safetensors'));
  throw new RequestError({
    where: path,
    what: `this is not a whole model: ${missing.join(', ')} missing`,
    remedy:
      (lacksWeights ? unreadWeights(names) : undefined) ??
      'Save the model with its configuration, safetensors weights and fast tokenizer in one folder.',
  });
}

async function missingFiles(folder: string, names: readonly string[]): Promise<string[]> {
  if (names.includes('adapter_config.json')) return adapterFiles.filter((name) => !names.includes(name));
  const missing: string[] = [];
  if (!names.includes('config.json')) missing.push('config.json');
  if (names.includes(weightIndex)) {
    const index = join(folder, weightIndex);
    missing.push(...shardsOf(await readText(index), index).filter((shard) => !names.includes(shard)));
  } else if (!names.includes('model.safetensors')) missing.push('model.safetensors');
  if (!tokenizerFiles.some((name) => names.includes(name))) missing.push('tokenizer.json');
  const wanted = names.filter((name) => /^(config\.json|tokenizer\.json(\.gz)?|model.*\.safetensors)$/.test(name));
  for (const name of wanted) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && !found.isFile()) missing.push(`${name} (it is a folder)`);
    else if (!found || found.size === 0) missing.push(`${name} (it is empty)`);
  }
  return missing;
}

/**
 * Names of the weight files that a `model.safetensors.index.json` lists, sorted.
 * @throws DataError when it lists none.
 */
export function shardsOf(index: string, where: string): readonly string[] {
  const names = new Set<string>();
  for (const name of Object.values(weightMap(index))) if (typeof name === 'string') names.add(name);
  if (names.size > 0 && [...names].every((name) => /^[^/\\]+\.safetensors$/.test(name))) return [...names].sort();
  throw new DataError({
    where,
    what: 'it has no weight_map that names .safetensors files',
    remedy: 'Save or download the model again.',
  });
}

function weightMap(index: string): object {
  try {
    const json: unknown = JSON.parse(index);
    if (typeof json === 'object' && json !== null && 'weight_map' in json) {
      const map = json.weight_map;
      if (typeof map === 'object' && map !== null) return map;
    }
  } catch {
    // Not JSON: as good as no map, and the caller says so.
  }
  return {};
}

/** The absolute path of a folder that holds some files, each under its path in it. @throws RequestError naming those it lacks. */
export async function wholeFolder(path: string, required: readonly string[]): Promise<string> {
  const folder = resolve(path);
  const missing: string[] = [];
  for (const name of required) {
    const size = await stat(join(folder, name)).then(
      (found) => found.size,
      () => 0,
    );
    if (size === 0) missing.push(name);
  }
  if (missing.length === 0) return folder;
  const remedy = 'Copy them there, or name another model.';
  throw new RequestError({ where: path, what: `the folder has no ${missing.join(', no ')}`, remedy });
}
