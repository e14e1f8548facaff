import type { Tensor, Tensors } from '@stopover/core';
import type { Value } from '@stopover/onnx-graph';
import { batchSizes } from '../batching/batch-sizes.ts';

/**
 * Feeds as a graph declares them: whole numbers as int32 where it wants those, with what is `offered` where it has an
 * input for it, and `iota.<size>` counted out for every size that it asks for.
 */
export function fitted(inputs: readonly Value[], feeds: Tensors, offered: Tensors = {}): Tensors {
  const declared = new Map(inputs.map((input) => [input.name, input]));
  const sizes = batchSizes(inputs, feeds);
  const taken: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(feeds)) {
    taken[name] = declared.get(name)?.type === 'int32' ? narrowed(tensor) : tensor;
  }
  for (const { name } of inputs) {
    const [, size] = /^iota\.(.+)$/.exec(name) ?? [];
    if (size !== undefined) taken[name] = iota(sizes.get(size) ?? 0);
    else if (offered[name]) taken[name] = offered[name];
  }
  return taken;
}

/** Whole numbers as int32: the low words of int64 numbers, as every machine that runs this is little-endian. */
export function narrowed(tensor: Tensor): Tensor {
  if (tensor.type !== 'int64') return tensor;
  const words = new Int32Array(tensor.data.buffer, tensor.data.byteOffset, 2 * tensor.data.length);
  return { type: 'int32', shape: tensor.shape, data: words.filter((_, i) => i % 2 === 0) };
}

/** 0, 1, 2, … */
export const iota = (size: number): Tensor => ({
  type: 'int32',
  shape: [size],
  data: Int32Array.from({ length: size }, (_, i) => i),
});
