import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Initializers, Placed } from '@stopover/onnx-graph';
import { adaptedParts, readAdapted } from './adapted-weights.ts';
import type { CheckpointFiles } from './checkpoint.ts';
import { checkFinite } from './finite.ts';
import { keptTensor } from './fit.ts';
import type { Parameter } from './parameters.ts';
import type { StoredEntry } from './read-safetensors.ts';

/** A graph's constants, and the folder of the files that they lie in; without it they are arrays. */
export interface PlacedWeights {
  readonly initializers: Initializers;
  readonly folder?: string;
}

/** What a graph wants in place of a tensor's values. */
export type ValueChange = (values: Float32Array) => Float32Array;

export interface PlaceOptions {
  /** Tensors whose numbers were looked at already; those of this graph are added. */
  readonly seen: Set<string>;
  /** Small tensors that the graph wants changed, by name. */
  readonly changed?: ReadonlyMap<string, ValueChange>;
}

/**
 * The weights of a graph as constants: where they lie, so that a runtime maps the very files, or read as float32 where
 * they are stored as another type. Every tensor is read once to see that its numbers are finite.
 * @throws DataError when one is missing, of another shape, NaN or infinite.
 */
export async function placeWeights(
  files: CheckpointFiles,
  parameters: readonly Parameter[],
  { seen, changed = new Map() }: PlaceOptions,
): Promise<PlacedWeights> {
  const entries = parameters.map((parameter) => [parameter.name, kept(files, parameter)] as const);
  const paths = new Map<string, string>();
  for (const [, { path }] of entries) if (!paths.has(path)) paths.set(path, await realpath(path));
  const folder = mostOf(entries.map(([, { path }]) => dirname(paths.get(path) ?? path)));
  const initializers = new Map<string, Float32Array | Placed>();
  // The runtime reads files of one folder only, and not through links that leave it. What an adapter brings or changes is
  // read; of all else either everything lies as the runtime reads it, or nothing is placed.
  const lies = ({ path, added }: StoredEntry) => !added && dirname(paths.get(path) ?? path) === folder;
  const isPlaced = entries.every(([, entry]) => !lies(entry) || isMappable(entry));
  for (const [name, entry] of entries) {
    const change = changed.get(name);
    if (isPlaced && lies(entry) && !change) {
      if (!seen.has(name)) await look(entry);
      initializers.set(name, { file: basename(paths.get(entry.path) ?? entry.path), offset: entry.start });
    } else {
      const values = await read(entry);
      initializers.set(name, change ? change(values) : values);
    }
    seen.add(name);
  }
  return { initializers, ...(isPlaced && folder !== undefined && { folder }) };
}

/** The stored tensor of a parameter. @throws DataError when it is missing or of another shape. */
export const kept = ({ folder, stored }: CheckpointFiles, parameter: Parameter): StoredEntry =>
  keptTensor(folder, stored, parameter);

/** The numbers of a tensor in parts. @throws DataError when one is NaN or infinite. */
export async function* finiteParts(entry: StoredEntry): AsyncGenerator<Float32Array> {
  let from = 0;
  for await (const part of adaptedParts(entry)) {
    checkFinite(entry, part, from);
    from += part.length;
    yield part;
  }
}

/**
 * Reads every tensor once to see that its numbers are finite, and keeps none.
 * @throws DataError naming the tensor of one that is not.
 */
export async function checkNumbers({ stored }: CheckpointFiles): Promise<void> {
  for (const entry of stored.values()) await look(entry);
}

/** The one that is there most often. */
function mostOf(folders: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const folder of folders) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

const isMappable = ({ dtype, start }: StoredEntry) => dtype === 'F32' && start % 4 === 0;

async function look(entry: StoredEntry): Promise<void> {
  for await (const _ of finiteParts(entry));
}

const read = async (entry: StoredEntry): Promise<Float32Array> =>
  (await readAdapted(entry, { look: (part, from) => checkFinite(entry, part, from) })).data;
