import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import { numberTexts, readText, writeAtomic } from '@stopover/files';
import { adaptedParts, readAdapted } from './adapted-weights.ts';
import { isAdapter, readAdapter } from './adapter-files.ts';
import type { Architecture } from './architecture.ts';
import { locateWeights } from './checkpoint-weights.ts';
import type { EncoderConfig } from './config.ts';
import { isHeadParameter } from './dual-encoder.ts';
import { checkFinite } from './finite.ts';
import { checkFit, keptTensor } from './fit.ts';
import { initialise } from './initialise.ts';
import type { Parameter } from './parameters.ts';
import type { LowRank, RowChoice, StoredEntry, StoredTensor } from './read-safetensors.ts';
import { recognise } from './registry.ts';
import { namesOf } from './stored-names.ts';
import { type StreamedTensor, writeSafetensors } from './write-safetensors.ts';
import { type WrittenHead, writtenConfig } from './written-config.ts';

/** A checkpoint folder in memory. */
export interface Checkpoint {
  readonly folder: string;
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/**
 * How an adapter is read with its base model: `merged`, as one model, each weight matrix with what is added to it; or
 * `apart`, where its own matrices are tensors beside those of the base model.
 */
export type AdapterReading = 'merged' | 'apart';

/** What of a folder's files is taken, and as what. */
export interface LoadOptions {
  /** Architectures to recognise; default: those that are built in. */
  readonly among?: readonly Architecture[];
  /** Default: merged. */
  readonly adapter?: AdapterReading;
  /** Tensors of which only some rows are kept, by the architecture's name for them. */
  readonly rowsOf?: RowChoice;
}

/** A checkpoint folder of which nothing but config.json and the headers of the weights was read. */
export interface CheckpointFiles {
  readonly folder: string;
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** Where each tensor lies, by the architecture's name of it. */
  readonly stored: ReadonlyMap<string, StoredEntry>;
}

/**
 * Reads config.json and the headers of the weights, and holds them against each other.
 * @throws DataError naming the file, the tensor and the field that do not fit.
 */
export async function openCheckpoint(
  folder: string,
  among?: readonly Architecture[],
  reading: AdapterReading = 'merged',
): Promise<CheckpointFiles> {
  if (isAdapter(folder)) return openAdapted(folder, among, reading);
  const { architecture, config } = await readConfig(folder, among);
  const located = await locateWeights(folder);
  const names = namesOf(architecture, config, located.keys());
  const stored = new Map([...located].map(([name, entry]) => [names.get(name) ?? name, entry]));
  const files = { folder, architecture, config, stored };
  checkFit(files);
  return files;
}

/** An adapter with its base model. A config.json beside it says which head the weights have; without one it is the base model's. */
async function openAdapted(
  folder: string,
  among: readonly Architecture[] | undefined,
  reading: AdapterReading,
): Promise<CheckpointFiles> {
  const { base, modules, saved } = await readAdapter(folder);
  const from = await openCheckpoint(base, among);
  const own = existsSync(join(folder, 'config.json'));
  const { architecture, config } = own ? await readConfig(folder, among) : from;
  const names = namesOf(architecture, config, [...modules.keys(), ...saved.keys()]);
  const kept = [...from.stored].filter(([name]) => !own || !isHeadParameter(architecture, name));
  const stored = new Map(kept);
  for (const [name, entry] of saved) stored.set(names.get(name) ?? name, entry);
  checkFit({ folder, architecture, config, stored });
  for (const [module, addition] of modules) {
    const name = names.get(module) ?? module;
    const weight = stored.get(`${name}.weight`);
    if (!weight || !fits(weight, addition)) throw noSuchMatrix(folder, name, base);
    if (reading === 'merged') {
      stored.set(`${name}.weight`, { ...weight, added: [...(weight.added ?? []), addition] });
    } else {
      stored.set(`${name}.lora_A.weight`, addition.a);
      stored.set(`${name}.lora_B.weight`, addition.b);
    }
  }
  return { folder, architecture, config, stored };
}

const fits = ({ shape: [to, from] }: StoredEntry, { a, b }: LowRank): boolean =>
  a.shape[1] === from && b.shape[0] === to;

const noSuchMatrix = (folder: string, module: string, base: string) =>
  new DataError({
    where: join(folder, 'adapter_model.safetensors'),
    what: `it changes ${module}, and the base model in ${base} has no such weight matrix of this size`,
    remedy: 'Name the base model that the adapter was trained on in adapter_config.json.',
  });

/**
 * Reads config.json and the safetensors weights of a folder.
 * @throws DataError as `openCheckpoint`, and naming the tensor that holds a NaN or an infinite number.
 */
export async function loadCheckpoint(
  folder: string,
  { among, rowsOf, adapter }: LoadOptions = {},
): Promise<Checkpoint> {
  const { stored, ...files } = await openCheckpoint(folder, among, adapter);
  const weights = new Map<string, StoredTensor>();
  for (const [name, entry] of stored) {
    const look = (part: Float32Array, from: number) => checkFinite(entry, part, from);
    weights.set(name, await readAdapted(entry, { rows: rowsOf?.(name), look }));
  }
  return { ...files, weights };
}

/** One tensor of a folder in parts of whole rows, by the architecture's name of it. @throws DataError as `openCheckpoint`. */
export async function* weightParts(
  folder: string,
  name: string,
  among?: readonly Architecture[],
): AsyncGenerator<Float32Array> {
  const entry = (await openCheckpoint(folder, among)).stored.get(name);
  if (!entry) throw new Error(`${folder} has no tensor ${name}`);
  yield* adaptedParts(entry);
}

/**
 * Reads a folder's config.json and recognises it among some architectures; default: those that are built in.
 * @throws DataError naming the file.
 */
export async function readConfig(
  folder: string,
  among?: readonly Architecture[],
): Promise<{ architecture: Architecture; config: EncoderConfig }> {
  const file = join(folder, 'config.json');
  let text: string;
  let parsed: unknown;
  try {
    text = await readText(file);
    parsed = JSON.parse(text);
  } catch (error) {
    const remedy = 'A model folder holds config.json, model.safetensors and tokenizer.json.';
    throw new DataError({ where: file, what: messageOf(error), remedy }, { cause: error });
  }
  const { architecture, config } = recognise(parsed, file, among);
  return { architecture, config: { ...config, numbers: numberTexts(text) } };
}

/** How a graph's parameters get their values. */
export interface ValueOptions {
  readonly head: 'new' | 'keep';
  /** Of fresh values. */
  readonly seed: number;
  /** The checkpoint's own arrays, for who only reads them; default: copies, to be trained. */
  readonly borrow?: boolean;
}

/**
 * Values for the parameters of a graph: the checkpoint's, and fresh ones for a new head.
 * @throws DataError when an encoder weight is missing or a shape differs.
 */
export function valuesFor(
  checkpoint: Checkpoint,
  parameters: readonly Parameter[],
  { head, seed, borrow = false }: ValueOptions,
): Map<string, Float32Array> {
  const { architecture, config, folder } = checkpoint;
  const values = new Map<string, Float32Array>();
  for (const parameter of parameters) {
    const startsWith = (prefix: string) => parameter.name.startsWith(prefix);
    const fresh = head === 'new' && isHeadParameter(architecture, parameter.name);
    // A head that is kept was trained on what it reads: nothing of it may be drawn anew.
    const optional = head === 'new' && architecture.optionalPrefixes.some(startsWith);
    if (fresh || (optional && !checkpoint.weights.has(parameter.name))) {
      values.set(parameter.name, initialise(parameter, seed, config.initializerRange));
      continue;
    }
    const { data } = keptTensor(folder, checkpoint.weights, parameter);
    values.set(parameter.name, borrow ? data : Float32Array.from(data));
  }
  return values;
}

/**
 * Writes config.json and model.safetensors so that Python transformers loads them. Each file appears whole or not at
 * all; the tokenizer is the caller's.
 */
export async function saveCheckpoint(
  folder: string,
  tensors: Iterable<readonly [name: string, tensor: StoredTensor | StreamedTensor]>,
  written: WrittenHead,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { dtype = 'F32' } = written;
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { dtype, metadata: { format: 'pt' } });
  await writeAtomic(join(folder, 'config.json'), writtenConfig(written));
}
