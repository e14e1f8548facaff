// An adapter as PEFT writes it, so that Python `peft` loads it beside its base model.
import { copyFile, mkdir, realpath, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { readText, writeAtomic } from '@stopover/files';
import { z } from 'zod';
import { adapterConfigFile, adapterWeightsFile, peftPrefix, readAdapter } from './adapter-files.ts';
import type { Architecture, HeadKind } from './architecture.ts';
import { isMeant } from './lora.ts';
import { modelGraph } from './model-graph.ts';
import type { StoredTensor } from './read-safetensors.ts';
import { type StreamedTensor, writeSafetensors } from './write-safetensors.ts';
import { type WrittenHead, writtenConfig } from './written-config.ts';

/** What is added to a module's weight matrix: alpha / rank · B A. */
export interface ModuleAddition {
  readonly a: StoredTensor | StreamedTensor;
  readonly b: StoredTensor | StreamedTensor;
  readonly alpha: number;
}

/** An adapter to be written. */
export interface WrittenAdapter {
  /** What adapter_config.json says of the base model: a hub id, or a folder; a relative one starts at the adapter's own. */
  readonly base: string;
  /** Of its training. */
  readonly dropout: number;
  /** By the architecture's name of the module. */
  readonly modules: ReadonlyMap<string, ModuleAddition>;
  /** What was trained whole, by the architecture's names: the head. */
  readonly saved: ReadonlyMap<string, StoredTensor | StreamedTensor>;
}

/** PEFT's name of what a head is for; it adds heads of its own by it. */
const taskTypes: Readonly<Partial<Record<HeadKind | 'none', string>>> = {
  classification: 'SEQ_CLS',
  tagging: 'TOKEN_CLS',
  span: 'QUESTION_ANS',
  ranking: 'FEATURE_EXTRACTION',
  none: 'FEATURE_EXTRACTION',
};

/**
 * Writes adapter_config.json, adapter_model.safetensors, and the config.json of the whole model with its head. Each file
 * appears whole or not at all; the tokenizer is the caller's.
 */
export async function saveAdapter(folder: string, adapter: WrittenAdapter, written: WrittenHead): Promise<void> {
  const { architecture, head } = written;
  await mkdir(folder, { recursive: true });
  // PEFT takes names as the class has them: the bare encoder's have no prefix.
  const bare = head === 'none' || head === 'ranking' ? (architecture.basePrefix ?? '') : '';
  const own = (name: string) => (name.startsWith(bare) ? name.slice(bare.length) : name);
  const tensors = [
    ...[...adapter.modules].flatMap(([name, { a, b }]) => [
      [`${name}.lora_A.weight`, a] as const,
      [`${name}.lora_B.weight`, b] as const,
    ]),
    ...adapter.saved,
  ].map(([name, tensor]) => [peftPrefix + own(name), tensor] as const);
  await writeSafetensors(join(folder, adapterWeightsFile), tensors);
  await writeAtomic(join(folder, 'config.json'), writtenConfig(written));
  const config = JSON.stringify(peftConfig(adapter, written, own), null, 2);
  await writeAtomic(join(folder, adapterConfigFile), `${config}\n`);
}

/**
 * Copies an adapter's files, which then name the folder of their base model in full. @returns their names.
 * @throws DataError as `readAdapter`.
 */
export async function copyAdapter(from: string, to: string): Promise<readonly string[]> {
  const base = await realpath((await readAdapter(from)).base);
  const config = z.looseObject({}).parse(JSON.parse(await readText(join(from, adapterConfigFile))));
  await mkdir(to, { recursive: true });
  for (const name of ['config.json', adapterWeightsFile]) {
    await copyFile(join(from, name), join(to, `${name}.part`));
    await rename(join(to, `${name}.part`), join(to, name));
  }
  const text = JSON.stringify({ ...config, base_model_name_or_path: base }, null, 2);
  await writeAtomic(join(to, adapterConfigFile), `${text}\n`);
  return [adapterConfigFile, adapterWeightsFile, 'config.json'];
}

function peftConfig(
  adapter: WrittenAdapter,
  { head, architecture, config }: WrittenHead,
  own: (name: string) => string,
) {
  const modules = [...adapter.modules].map(([name, { a, alpha }]) => ({ name, rank: a.shape[0] ?? 0, alpha }));
  const [first = { rank: 1, alpha: 1 }] = modules;
  const otherwise = (of: 'rank' | 'alpha') =>
    Object.fromEntries(modules.flatMap((one) => (one[of] === first[of] ? [] : [[own(one.name), one[of]]])));
  return {
    peft_type: 'LORA',
    task_type: taskTypes[head] ?? null,
    base_model_name_or_path: adapter.base,
    r: first.rank,
    rank_pattern: otherwise('rank'),
    lora_alpha: first.alpha,
    alpha_pattern: otherwise('alpha'),
    lora_dropout: adapter.dropout,
    target_modules: shortest(
      modules.map(({ name }) => name),
      linearsOf({ head, architecture, config }),
    ).map(own),
    modules_to_save: savedModules([...adapter.saved.keys()], head, architecture),
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    use_dora: false,
    use_rslora: false,
  };
}

/** Names of all linear layers of a model, its head's among them. */
function linearsOf({
  head,
  architecture,
  config,
}: Pick<WrittenHead, 'head' | 'architecture' | 'config'>): readonly string[] {
  const spec = { kind: head === 'none' ? 'ranking' : head, size: 2 } as const;
  return modelGraph({ architecture, config }, spec).parameters.linears.map(({ name }) => name);
}

/** The last parts of the modules' names where these mean no other, else the names. */
function shortest(modules: readonly string[], all: readonly string[]): readonly string[] {
  const ends = [...new Set(modules.map((name) => name.slice(name.lastIndexOf('.') + 1)))];
  const meant = all.filter((name) => ends.some((end) => isMeant(name, end)));
  return meant.length === modules.length ? ends.sort() : [...modules].sort();
}

/**
 * The modules of a head that PEFT keeps whole. Of masked tokens those beside the decoder, whose matrix is the token
 * embeddings; what belongs to no such module (its bias) PEFT takes by its name.
 */
function savedModules(
  names: readonly string[],
  head: WrittenHead['head'],
  { basePrefix = '' }: Pick<Architecture, 'basePrefix'>,
): readonly string[] | null {
  const withWeights = names.filter((name) => name.endsWith('.weight'));
  const plain = withWeights.map((name) => (name.startsWith(basePrefix) ? name.slice(basePrefix.length) : name));
  const modules = plain.map((name) => (head === 'mlm' ? name.slice(0, -'.weight'.length) : name.split('.', 1)[0]));
  const kept = [...new Set(modules)].flatMap((name) => name ?? []).sort();
  return kept.length === 0 ? null : kept;
}
