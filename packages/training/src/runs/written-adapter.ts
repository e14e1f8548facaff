// What a stage keeps that trained an adapter: one adapter of the base model, whatever was trained before.
import { realpath } from 'node:fs/promises';
import {
  type Adapter,
  isAdapter,
  isLora,
  type Lora,
  type ModuleAddition,
  readAdapter,
  readStored,
  type StoredTensor,
  type StreamedTensor,
  type WrittenAdapter,
} from '@stopover/encoders';
import { inMemory } from './in-memory.ts';
import type { TrainRequest } from './requests.ts';
import { adapterIn } from './trained-parts.ts';

type Tensor = StoredTensor | StreamedTensor;

/**
 * A stage's adapter and head. One that was trained on a model with an adapter in its weights holds both: the ranks of two
 * additions add up, so that the model is still its base model and one adapter, which PEFT loads.
 */
export async function writtenAdapter(
  { from, recipe, adapterBase }: Pick<TrainRequest, 'from' | 'recipe' | 'adapterBase'>,
  lora: Lora,
  tensors: ReadonlyMap<string, Tensor>,
): Promise<WrittenAdapter> {
  const before = isAdapter(from) ? await readAdapter(from) : undefined;
  const own = additions(lora, tensors);
  const merges = before !== undefined && adapterIn(recipe)?.chain === 'merge';
  return {
    base: adapterBase ?? (await realpath(before?.base ?? from)),
    dropout: lora.dropout,
    modules: merges ? await together(before, own, lora) : own,
    saved: new Map([...tensors].filter(([name]) => !isLora(name))),
  };
}

function additions(
  { modules, alpha }: Lora,
  tensors: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, ModuleAddition> {
  return new Map(
    [...modules].map((name) => {
      const [a, b] = [tensors.get(`${name}.lora_A.weight`), tensors.get(`${name}.lora_B.weight`)];
      if (!a || !b) throw new Error(`${name} has no adapter`);
      return [name, { a, b, alpha }];
    }),
  );
}

/** Two adapters as one: A's rows and B's columns beside each other, each B times its own scale. */
async function together(
  before: Adapter,
  own: ReadonlyMap<string, ModuleAddition>,
  { rank, alpha }: Lora,
): Promise<ReadonlyMap<string, ModuleAddition>> {
  const all = new Map<string, ModuleAddition>();
  const fullName = (name: string) => [...own.keys()].find((one) => one === name || one.endsWith(`.${name}`)) ?? name;
  const earlier = new Map([...before.modules].map(([name, addition]) => [fullName(name), addition]));
  for (const name of new Set([...earlier.keys(), ...own.keys()])) {
    const [first, second] = [earlier.get(name), own.get(name)];
    const parts: Scaled[] = [];
    if (first) parts.push({ a: await readStored(first.a), b: await readStored(first.b), scale: first.scale });
    if (second) parts.push({ a: await inMemory(second.a), b: await inMemory(second.b), scale: alpha / rank });
    all.set(name, joined(parts));
  }
  return all;
}

interface Scaled {
  readonly a: StoredTensor;
  readonly b: StoredTensor;
  readonly scale: number;
}

function joined(parts: readonly Scaled[]): ModuleAddition {
  const ranks = parts.map(({ a }) => a.shape[0] ?? 0);
  const rank = ranks.reduce((sum, one) => sum + one, 0);
  const [first] = parts;
  const [width, height] = [first?.a.shape[1] ?? 0, first?.b.shape[0] ?? 0];
  const a = new Float32Array(rank * width);
  const b = new Float32Array(height * rank);
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const own = ranks[i] ?? 0;
    a.set(part.a.data, at * width);
    for (let row = 0; row < height; row++) {
      for (let r = 0; r < own; r++) b[row * rank + at + r] = part.scale * (part.b.data[row * own + r] ?? 0);
    }
    at += own;
  }
  // alpha / rank is 1: the scales are in B.
  return { a: { shape: [rank, width], data: a }, b: { shape: [height, rank], data: b }, alpha: rank };
}
