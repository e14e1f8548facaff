// An adapter in PEFT's files: adapter_config.json, and adapter_model.safetensors with PEFT's names.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { readText } from '@stopover/files';
import { z } from 'zod';
import { type LowRank, type StoredEntry, storedEntries } from './read-safetensors.ts';

/** The file that says what an adapter is, and where its base model lies. */
export const adapterConfigFile = 'adapter_config.json';
/** The file of its weights. */
export const adapterWeightsFile = 'adapter_model.safetensors';
/** What PEFT puts before a model's own names. */
export const peftPrefix = 'base_model.model.';

const off = z.literal(false).nullish();
const schema = z.looseObject({
  peft_type: z.literal('LORA'),
  base_model_name_or_path: z.string().min(1),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  bias: z.literal('none').nullish(),
  use_rslora: z.boolean().nullish(),
  use_dora: off,
  lora_bias: off,
  fan_in_fan_out: off,
});

/** An adapter of which nothing but adapter_config.json and the header of its weights was read. */
export interface Adapter {
  /** What adapter_config.json says of the base model. */
  readonly baseName: string;
  /** The folder of that. */
  readonly base: string;
  /** What is added to the weight matrix of each module, by the module's name in PEFT's file without its prefix. */
  readonly modules: ReadonlyMap<string, LowRank & { readonly alpha: number }>;
  /** What is saved whole, by its name without PEFT's prefix: a head. */
  readonly saved: ReadonlyMap<string, StoredEntry>;
}

/** Whether a folder holds an adapter in place of a whole model. */
export const isAdapter = (folder: string): boolean => existsSync(join(folder, adapterConfigFile));

/**
 * Reads what an adapter is.
 * @throws DataError naming the file and the field or tensor, for an adapter of another kind than plain LoRA too, and when
 * the base model is not there.
 */
export async function readAdapter(folder: string): Promise<Adapter> {
  const config = await readConfig(join(folder, adapterConfigFile));
  const path = join(folder, adapterWeightsFile);
  const entries = new Map((await storedEntries(path)).map((entry) => [plainName(entry.name), entry]));
  const modules = new Map<string, LowRank & { readonly alpha: number }>();
  const saved = new Map<string, StoredEntry>();
  for (const [name, entry] of entries) {
    const [, module, side] = /^(.*)\.lora_([AB])\.weight$/.exec(name) ?? [];
    if (module === undefined) {
      if (/\.lora_/.test(name)) throw strange(path, `${entry.name} is of no plain LoRA`);
      saved.set(name, entry);
      continue;
    }
    const [a, b] = [entries.get(`${module}.lora_A.weight`), entries.get(`${module}.lora_B.weight`)];
    if (!a || !b) throw strange(path, `of ${module} only lora_${side} is there`);
    const rank = a.shape[0] ?? 0;
    if (a.shape.length !== 2 || b.shape.length !== 2 || b.shape[1] !== rank)
      throw strange(path, `lora_A [${a.shape.join(', ')}] and lora_B [${b.shape.join(', ')}] of ${module} do not fit`);
    const alpha = alphaOf(config, module);
    modules.set(module, { a, b, alpha, scale: alpha / (config.use_rslora ? Math.sqrt(rank) : rank) });
  }
  return { baseName: config.base_model_name_or_path, base: baseOf(folder, config), modules, saved };
}

/** The folder that a model's tokenizer lies in: an adapter without one has its base model's. @throws as `readAdapter`. */
export async function tokenizerFolder(folder: string): Promise<string> {
  const own = ['tokenizer.json', 'tokenizer.json.gz'].some((name) => existsSync(join(folder, name)));
  if (own || !isAdapter(folder)) return folder;
  return tokenizerFolder(baseOf(folder, await readConfig(join(folder, adapterConfigFile))));
}

type Config = z.infer<typeof schema>;

async function readConfig(path: string): Promise<Config> {
  try {
    return schema.parse(JSON.parse(await readText(path)));
  } catch (error) {
    throw strange(path, error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error), error);
  }
}

/** Tensors of a saved module have older PEFT's name of its wrapper in between. */
const plainName = (name: string): string =>
  (name.startsWith(peftPrefix) ? name.slice(peftPrefix.length) : name).replace('.modules_to_save.', '.');

/** A pattern is a regular expression of the module's name, or of its end (`get_pattern_key` of PEFT). */
function alphaOf({ lora_alpha: alpha, alpha_pattern: patterns }: Config, module: string): number {
  const found = Object.entries(patterns ?? {}).find(([key]) => new RegExp(`^(.*\\.)?(${key})$`).test(module));
  return found?.[1] ?? alpha;
}

function baseOf(folder: string, { base_model_name_or_path: name }: Config): string {
  const found = [resolve(folder, name), resolve(name)].find((place) => existsSync(join(place, 'config.json')));
  if (found !== undefined) return found;
  throw new DataError({
    where: join(folder, adapterConfigFile),
    what: `the base model of this adapter is not where it says, in ${name}`,
    remedy:
      'Put the folder of the base model into `base_model_name_or_path`. In a store, run its study again: it knows where the model lies now.',
  });
}

const strange = (where: string, what: string, cause?: unknown) =>
  new DataError(
    {
      where,
      what,
      remedy: 'Plain LoRA is read, as PEFT saves it. Merge any other adapter into its base model with PEFT.',
    },
    { cause },
  );
