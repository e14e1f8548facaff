import type { Tensors } from '@stopover/core';
import type { Value } from '@stopover/onnx-graph';

/** The sizes that a batch decides, by their names in a graph's declarations. */
export function batchSizes(inputs: readonly Value[], feeds: Tensors): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, shape } of inputs) {
    const fed = feeds[name];
    shape.forEach((size, axis) => {
      if (fed && typeof size === 'string') sizes.set(size, fed.shape[axis] ?? 0);
    });
  }
  return sizes;
}
