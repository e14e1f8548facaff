// Weights as they are with the adapters that belong to them: added up when they are read, and nowhere on the disk.
import { type LowRank, readTensor, type StoredEntry, type StoredTensor, tensorParts } from './read-safetensors.ts';

/** The two matrices of an addition, in memory. */
interface Addition {
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly rank: number;
  readonly scale: number;
}

/** The numbers of one tensor in parts of whole rows, adapters added, none of them kept. @throws DataError as `readSafetensors`. */
export async function* adaptedParts(entry: StoredEntry): AsyncGenerator<Float32Array> {
  const additions = await Promise.all((entry.added ?? []).map(inMemory));
  const width = entry.shape.slice(1).reduce((n, d) => n * d, 1);
  let row = 0;
  for await (const part of tensorParts(entry)) {
    for (const addition of additions) add(part, row, width, addition);
    row += part.length / width;
    yield part;
  }
}

/** One tensor as float32, adapters added, or some of its rows. `look` sees every number. */
export async function readAdapted(
  entry: StoredEntry,
  options: Parameters<typeof readTensor>[1] = {},
): Promise<StoredTensor> {
  if (!entry.added) return readTensor(entry, options);
  const { rows, look } = options;
  if (rows) throw new Error(`an adapter changes ${entry.name}, of which only rows are read`);
  const data = new Float32Array(entry.count);
  let at = 0;
  for await (const part of adaptedParts(entry)) {
    look?.(part, at);
    data.set(part, at);
    at += part.length;
  }
  return { shape: entry.shape, data };
}

async function inMemory({ a, b, scale }: LowRank): Promise<Addition> {
  return { a: (await readTensor(a)).data, b: (await readTensor(b)).data, rank: a.shape[0] ?? 0, scale };
}

/** Adds rows of scale · B A to those of a part that begins at a row: each summed in float64 and rounded once. */
function add(part: Float32Array, first: number, width: number, { a, b, rank, scale }: Addition): void {
  const sum = new Float64Array(width);
  for (let from = 0, row = first; from < part.length; from += width, row++) {
    sum.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b[row * rank + r] ?? 0);
      for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + factor * (a[r * width + k] ?? 0);
    }
    for (let k = 0; k < width; k++) part[from + k] = (part[from + k] ?? 0) + (sum[k] ?? 0);
  }
}
