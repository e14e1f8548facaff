import type { Tensor } from '@stopover/core';

/** An int64 tensor of small whole numbers; writes the low words, as every machine that runs this is little-endian. */
export function int64(values: ArrayLike<number>, shape: readonly number[] = [values.length]): Tensor {
  const data = new BigInt64Array(values.length);
  const words = new Int32Array(data.buffer);
  for (let i = 0; i < values.length; i++) words[2 * i] = values[i] ?? 0;
  return { type: 'int64', shape, data };
}

/** A float32 tensor over an existing array. */
export const float32 = (data: Float32Array, shape: readonly number[] = [data.length]): Tensor => ({
  type: 'float32',
  shape,
  data,
});
