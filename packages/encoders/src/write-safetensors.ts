import type { FileHandle } from 'node:fs/promises';
import { StopoverError } from '@stopover/core';
import { writeAtomicBy } from '@stopover/files';
import { halfOfFloat } from './float16.ts';
import type { StoredTensor } from './read-safetensors.ts';

/** A tensor whose numbers come in parts when they are written: for tables too large to be held twice. */
export interface StreamedTensor {
  readonly shape: readonly number[];
  readonly parts: () => AsyncIterable<Float32Array>;
}

export interface WriteOptions {
  /** Default: F32. F16 rounds to nearest even. */
  readonly dtype?: 'F32' | 'F16';
  /** Default: `{ format: 'pt' }`, without which Python transformers does not load the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const directBytes = 2 ** 30; // Node refuses to write 2 GiB at once
const chunkNumbers = 2 ** 20;

/**
 * Writes a safetensors file under a temporary name in the same folder and renames it when it is on the disk. Tensors
 * are sorted by name, so that the same weights make the same bytes; they are written one by one, without a copy of all.
 * @throws StopoverError naming the tensor: a name twice, a shape that is not the data's, a number too large for F16.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [name: string, weight: StoredTensor | StreamedTensor]>,
  { dtype = 'F32', metadata = { format: 'pt' } }: WriteOptions = {},
): Promise<void> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header = headerBytesOf(path, sorted, dtype, metadata);
  await writeAtomicBy(path, async (file) => {
    await append(file, header);
    for (const [name, tensor] of sorted) await appendTensor(`${path}: tensor "${name}"`, file, tensor, dtype);
  });
}

async function appendTensor(
  where: string,
  file: FileHandle,
  tensor: StoredTensor | StreamedTensor,
  dtype: 'F32' | 'F16',
): Promise<void> {
  let written = 0;
  for await (const data of 'data' in tensor ? [tensor.data] : tensor.parts()) {
    if (dtype === 'F16') await appendHalves(where, file, data);
    else await append(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    written += data.length;
  }
  const count = countOf(tensor.shape);
  if (written !== count) throw faulty(where, `the shape means ${count} numbers, but ${written} came`);
}

async function append(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, Math.min(bytes.length - done, directBytes));
    done += bytesWritten;
  }
}

async function appendHalves(where: string, file: FileHandle, data: Float32Array): Promise<void> {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let from = 0; from < data.length; from += chunkNumbers) {
    const part = bits.subarray(from, from + chunkNumbers);
    const halves = new Uint16Array(part.length);
    for (let i = 0; i < part.length; i++) halves[i] = halfOfFloat(part[i] ?? 0);
    const lost = halves.findIndex((half, i) => (half & 0x7fff) === 0x7c00 && Number.isFinite(data[from + i]));
    if (lost >= 0) {
      throw new StopoverError({
        where: `${where}[${from + lost}]`,
        what: `${data[from + lost]} is beyond F16, whose largest number is 65504`,
        remedy: 'Write the checkpoint as F32.',
      });
    }
    await append(file, new Uint8Array(halves.buffer));
  }
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

const faulty = (where: string, what: string) =>
  new StopoverError({ where, what, remedy: 'This is a fault of the program: report it.' });

function headerBytesOf(
  path: string,
  sorted: readonly (readonly [string, StoredTensor | StreamedTensor])[],
  dtype: 'F32' | 'F16',
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let end = 0;
  for (const [name, tensor] of sorted) {
    const { shape } = tensor;
    const count = countOf(shape);
    const what = header.has(name)
      ? 'the name is taken: every tensor needs a name of its own'
      : 'data' in tensor &&
        count !== tensor.data.length &&
        `the shape [${shape.join(', ')}] means ${count} numbers, but the data has ${tensor.data.length}`;
    if (what) throw faulty(`${path}: tensor "${name}"`, what);
    const start = end;
    end += count * (dtype === 'F16' ? 2 : 4);
    header.set(name, { dtype, shape, data_offsets: [start, end] });
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8; // the numbers then start at a multiple of 8, as the format wants
  const bytes = new Uint8Array(8 + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}
