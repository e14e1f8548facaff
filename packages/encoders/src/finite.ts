import { DataError } from '@stopover/core';
import type { StoredEntry } from './read-safetensors.ts';

/**
 * Refuses numbers that are none: a model with a NaN or an infinite weight answers everything alike, and would be scored.
 * @throws DataError naming the file, the tensor and the place.
 */
export function checkFinite({ path, name, shape }: StoredEntry, part: Float32Array, from: number): void {
  if (allFinite(part)) return;
  const at = part.findIndex((x) => !Number.isFinite(x));
  const width = shape.slice(1).reduce((n, d) => n * d, 1);
  const row = shape.length > 1 ? `row ${Math.floor((from + at) / width)}` : `number ${from + at}`;
  throw new DataError({
    where: `${path}: tensor "${name}", ${row}`,
    what: `the weights hold ${part[at]}`,
    remedy: 'The training of this checkpoint failed or the file is damaged: take another one, or download it again.',
  });
}

/** Whether every number is finite: anything else times 0 is NaN. Four sums, so that none waits for another. */
function allFinite(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (data[i] ?? 0) * 0;
    b += (data[i + 1] ?? 0) * 0;
    c += (data[i + 2] ?? 0) * 0;
    d += (data[i + 3] ?? 0) * 0;
  }
  for (let i = whole; i < data.length; i++) a += (data[i] ?? 0) * 0;
  return a + b + c + d === 0;
}
