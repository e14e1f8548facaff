import { join } from 'node:path';
import { DataError } from '@stopover/core';
import type { Architecture } from './architecture.ts';
import type { EncoderConfig } from './config.ts';
import { encoderGraph } from './model-graph.ts';
import type { Parameter } from './parameters.ts';
import { isConstant } from './safetensors-header.ts';

/** A model folder by what is known before its weights are read. */
export interface Unread {
  readonly folder: string;
  readonly architecture: Architecture;
  readonly config: EncoderConfig;
  /** By the architecture's names. */
  readonly stored: ReadonlyMap<string, { readonly shape: readonly number[] }>;
}

/** Buffers that old checkpoints carry and no graph reads. */
const isBuffer = (name: string): boolean => isConstant(name) || /(^|\.)inv_freq$/.test(name);

/**
 * Holds the weights of an encoder against its config.json: every tensor there, of the shape that it says, and none that
 * it does not announce, because that would be left out without a word.
 * @throws DataError naming the tensor and the field.
 */
export function checkFit({ folder, architecture, config, stored }: Unread): void {
  const wanted = encoderGraph({ architecture, config }).parameters.all;
  const layers = layersIn(wanted, stored);
  if (layers !== undefined && layers !== config.layers) throw otherLayers(folder, config, layers);
  for (const parameter of wanted) {
    const found = stored.get(parameter.name);
    if (!found) throw missingTensor(folder, parameter, stored);
    if (!sameShape(found.shape, parameter.shape)) throw otherShape(folder, config, parameter, found.shape);
  }
  const known = new Set(wanted.map(({ name }) => name));
  const { basePrefix, headPrefixes, optionalPrefixes } = architecture;
  const isOther = (name: string) => [...headPrefixes, ...optionalPrefixes].some((prefix) => name.startsWith(prefix));
  const [strange, ...more] = [...stored.keys()].filter(
    (name) =>
      basePrefix !== undefined && name.startsWith(basePrefix) && !known.has(name) && !isOther(name) && !isBuffer(name),
  );
  if (strange === undefined) return;
  throw new DataError({
    where: join(folder, 'config.json'),
    what: `it announces no tensor ${strange}${more.length > 0 ? ` (and ${more.length} more)` : ''}, and the weights have one`,
    remedy: 'The two files do not belong together, or the encoder is changed in a way that is not known here.',
  });
}

/** How many layers the tensors are of; undefined where the encoder's parameters are not numbered. */
function layersIn(wanted: readonly Parameter[], stored: Unread['stored']): number | undefined {
  const pattern = wanted.map(({ name }) => numbered.exec(name)).find((found) => found !== null)?.[1];
  if (pattern === undefined) return undefined;
  const numbers = [...stored.keys()].flatMap((name) => {
    const found = numbered.exec(name);
    return found?.[1] === pattern ? [Number(found[2])] : [];
  });
  return numbers.length === 0 ? undefined : Math.max(...numbers) + 1;
}

/** What comes before the number of a layer, and the number. */
const numbered = /^(.*?)\.(\d+)\./;

const otherLayers = (folder: string, { layers }: EncoderConfig, found: number) =>
  new DataError({
    where: join(folder, 'config.json'),
    what: `num_hidden_layers is ${layers}, and the weights have ${found} layers`,
    remedy: 'Take the config.json and the weights of one model.',
  });

const missingTensor = (folder: string, { name }: Parameter, stored: Unread['stored']) => {
  const tail = name.split('.').slice(1).join('.');
  const near = [...stored.keys()].find((other) => tail !== '' && other.endsWith(`.${tail}`));
  return new DataError({
    where: `${folder}: weights`,
    what: `there is no tensor ${name}${near ? `; there is ${near}` : ''}`,
    remedy: 'Use a checkpoint as Python transformers saves one of this architecture, or download it again.',
  });
};

function otherShape(folder: string, config: EncoderConfig, { name, shape }: Parameter, found: readonly number[]) {
  const axis = shape.findIndex((size, i) => size !== found[i]);
  const fields = sizes.filter(([, field]) => config[field] > 0 && config[field] === shape[axis]).map(([said]) => said);
  const by = fields.length > 0 ? ` (${fields.join(' or ')} ${shape[axis]})` : '';
  return new DataError({
    where: join(folder, 'config.json'),
    what: `it wants ${name} of shape [${shape.join(', ')}]${by}, and the weights have [${found.join(', ')}]`,
    remedy: 'Put the number of the weights there, or take the config.json and the weights of one model.',
  });
}

/** Fields of config.json that are sizes of tensors. */
const sizes = [
  ['vocab_size', 'vocabSize'],
  ['max_position_embeddings', 'positions'],
  ['type_vocab_size', 'typeVocabSize'],
  ['hidden_size', 'hiddenSize'],
  ['intermediate_size', 'intermediateSize'],
] as const;

/**
 * The tensor of a checkpoint that a parameter takes its values from.
 * @throws DataError when it is missing or of another shape.
 */
export function keptTensor<T extends { readonly shape: readonly number[] }>(
  folder: string,
  tensors: ReadonlyMap<string, T>,
  { name, shape }: Parameter,
): T {
  const found = tensors.get(name);
  if (found && sameShape(found.shape, shape)) return found;
  throw new DataError({
    where: `${folder}: weights`,
    what: found
      ? `${name} has shape [${found.shape.join(', ')}], the graph wants [${shape.join(', ')}]`
      : `there is no tensor ${name}`,
    remedy: 'Use a checkpoint of this architecture, trained with this head if its head is to be kept.',
  });
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);
