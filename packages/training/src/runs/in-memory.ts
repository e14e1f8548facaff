import type { StoredTensor, StreamedTensor } from '@stopover/encoders';

/** A tensor's numbers, all at once. */
export async function inMemory(tensor: StoredTensor | StreamedTensor): Promise<StoredTensor> {
  if ('data' in tensor) return tensor;
  const data = new Float32Array(tensor.shape.reduce((n, d) => n * d, 1));
  let at = 0;
  for await (const part of tensor.parts()) {
    data.set(part, at);
    at += part.length;
  }
  return { shape: tensor.shape, data };
}
