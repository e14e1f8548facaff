import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, messageOf } from '@stopover/core';
import type { Architecture, HeadKind } from './architecture.ts';
import type { EncoderConfig } from './config.ts';
import { isHeadParameter } from './dual-encoder.ts';
import { initialise } from './initialise.ts';
import type { Parameter } from './parameters.ts';
import { recognise } from './registry.ts';
import {
  type RowChoice,
  readCheckpointWeights,
  type StoredTensor,
  type StreamedTensor,
  writeSafetensors,
} from './safetensors.ts';

/** A checkpoint folder in memory. */
export interface Checkpoint {
  readonly folder: string;
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/** What of a folder's files is taken, and as what. */
export interface LoadOptions {
  /** Architectures to recognise; default: those that are built in. */
  readonly among?: readonly Architecture[];
  /** Tensors of which only some rows are kept, by the architecture's name for them. */
  readonly rowsOf?: RowChoice;
}

/** Reads config.json and the safetensors weights of a folder. @throws DataError naming the file. */
export async function loadCheckpoint(folder: string, { among, rowsOf }: LoadOptions = {}): Promise<Checkpoint> {
  const recognised = await readConfig(folder, among);
  const { renamed = (name: string) => name } = recognised.architecture;
  const stored = await readCheckpointWeights(folder, (name) => rowsOf?.(renamed(name)));
  const weights = new Map([...stored].map(([name, weight]) => [renamed(name), weight]));
  return { folder, ...recognised, weights };
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
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const remedy = 'A model folder holds config.json, model.safetensors and tokenizer.json.';
    throw new DataError({ where: file, what: messageOf(error), remedy }, { cause: error });
  }
  return recognise(parsed, file, among);
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
    const stored = fresh ? undefined : checkpoint.weights.get(parameter.name);
    if (stored && sameShape(stored.shape, parameter.shape)) {
      values.set(parameter.name, borrow ? stored.data : Float32Array.from(stored.data));
      continue;
    }
    if (fresh || (!stored && architecture.optionalPrefixes.some(startsWith))) {
      values.set(parameter.name, initialise(parameter, seed, config.initializerRange));
      continue;
    }
    throw new DataError({
      where: join(folder, 'model.safetensors'),
      what: stored
        ? `${parameter.name} has shape [${stored.shape.join(', ')}], the graph wants [${parameter.shape.join(', ')}]`
        : `there is no tensor ${parameter.name}`,
      remedy: 'Use a checkpoint of this architecture, trained with this head if its head is to be kept.',
    });
  }
  return values;
}

const sameShape = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((d, i) => d === b[i]);

export interface SaveOptions {
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  readonly head: HeadKind;
  /** Class or tag names, in order; absent where the head has none. */
  readonly labels?: readonly string[];
  readonly dtype?: 'F32' | 'F16';
}

/**
 * Writes config.json and model.safetensors so that Python transformers loads them. Each file appears whole or not at
 * all; the tokenizer is the caller's.
 */
export async function saveCheckpoint(
  folder: string,
  tensors: Iterable<readonly [name: string, tensor: StoredTensor | StreamedTensor]>,
  { architecture, config, head, labels, dtype = 'F32' }: SaveOptions,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { dtype, metadata: { format: 'pt' } });
  const names = labels && {
    id2label: Object.fromEntries(labels.map((label, i) => [String(i), label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
  const { id2label: _ids, label2id: _labels, ...raw } = config.raw;
  const file = {
    ...raw,
    architectures: [architecture.className[head]],
    dtype: dtype === 'F16' ? 'float16' : 'float32',
    ...names,
  };
  const path = join(folder, 'config.json');
  await writeFile(`${path}.part`, `${JSON.stringify(file, null, 2)}\n`);
  await rename(`${path}.part`, path);
}
