import type { Tensors } from '@stopover/core';
import { type Checkpoint, type Parameter, valuesFor } from '@stopover/encoders';
import { float32 } from '../batching/int64.ts';

/** A checkpoint's values of a graph's parameters as feeds. @throws DataError when it lacks one. */
export function weightFeeds(checkpoint: Checkpoint, parameters: readonly Parameter[]): Tensors {
  const values = valuesFor(checkpoint, parameters, { head: 'keep', seed: 0 });
  return Object.fromEntries(
    parameters.map(({ name, shape }) => [name, float32(values.get(name) ?? new Float32Array(), shape)]),
  );
}
