import { type FileHandle, open } from 'node:fs/promises';
import { DataError, messageOf } from '@stopover/core';
import { valueOfHalf } from './float16.ts';
import { corrupt, type Entry, maxHeaderBytes, parseHeader, truncated } from './safetensors-header.ts';

/** One tensor of a checkpoint. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Row-major, as many numbers as the shape says. */
  readonly data: Float32Array;
}

const directBytes = 2 ** 30; // Node refuses to read 2 GiB at once
const chunkNumbers = 2 ** 20;

/** The rows of a tensor to read, ascending; undefined: all of it. */
export type RowChoice = (name: string) => Int32Array | undefined;

/** One tensor of a file, and where it lies there. */
export interface StoredEntry extends Entry {
  /** The file. */
  readonly path: string;
  /** What an adapter adds to it when it is read by `adaptedParts`. */
  readonly added?: readonly LowRank[];
}

/** scale · B A: two stored matrices, A [rank, in] and B [out, rank]. */
export interface LowRank {
  readonly a: StoredEntry;
  readonly b: StoredEntry;
  readonly scale: number;
}

/** What of a tensor is read. */
export interface TensorChoice {
  /** Rows to keep, ascending; default: all of them. */
  readonly rows?: Int32Array | undefined;
  /** Sees every number of the tensor in parts, those that are not kept as well. */
  readonly look?: ((part: Float32Array, from: number) => void) | undefined;
}

/**
 * Reads a safetensors file of any size; F16, BF16 and F64 become float32. Tensors come in the order of the file. Of a
 * tensor for which `rowsOf` chooses rows only those are kept in memory, and its shape is theirs.
 * @throws DataError naming file and tensor when the file is missing, truncated, corrupt, or holds other than floats.
 */
export async function readSafetensors(
  path: string,
  rowsOf: RowChoice = () => undefined,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const weights = new Map<string, StoredTensor>();
  for (const entry of await storedEntries(path)) {
    weights.set(entry.name, await readTensor(entry, { rows: rowsOf(entry.name) }));
  }
  return weights;
}

/** The tensors of a file, in its order; nothing but the header is read. @throws DataError as `readSafetensors`. */
export async function storedEntries(path: string): Promise<readonly StoredEntry[]> {
  await using file = await openToRead(path);
  return (await entriesOf(path, file)).map((entry) => ({ ...entry, path }));
}

/** One tensor as float32, or some of its rows. @throws DataError as `readSafetensors`. */
export async function readTensor(entry: StoredEntry, { rows, look }: TensorChoice = {}): Promise<StoredTensor> {
  const { path, shape } = entry;
  await using file = await openToRead(path);
  if (rows) {
    return { shape: [rows.length, ...shape.slice(1)], data: await readRows(path, file, entry, rows, look) };
  }
  const data = await readNumbers(path, file, entry);
  look?.(data, 0);
  return { shape, data };
}

/**
 * The numbers of one tensor in parts of whole rows. All are in one array, which the next part overwrites: a fresh one each
 * would have the garbage collected every few of them. @throws DataError as `readSafetensors`.
 */
export async function* tensorParts(entry: StoredEntry): AsyncGenerator<Float32Array> {
  await using file = await openToRead(entry.path);
  yield* partsOf(entry.path, file, entry);
}

async function entriesOf(path: string, file: FileHandle): Promise<readonly Entry[]> {
  const { size } = await file.stat();
  const prefix = new Uint8Array(8);
  if (size < 8) throw truncated(path, 8, size);
  await fill(path, file, prefix, 0);
  const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) throw corrupt(path, `its header would have ${headerBytes} bytes`);
  if (8 + headerBytes > size) throw truncated(path, 8 + headerBytes, size);
  const header = new Uint8Array(headerBytes);
  await fill(path, file, header, 8);
  return parseHeader(path, header, size);
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new DataError(
      {
        where: path,
        what: `the file cannot be opened: ${messageOf(error)}`,
        remedy: 'Check the path, or download the model again.',
      },
      { cause: error },
    );
  }
}

async function readNumbers(path: string, file: FileHandle, entry: Entry): Promise<Float32Array> {
  const data = new Float32Array(entry.count);
  if (entry.dtype === 'F32') {
    await fill(`${path}: tensor "${entry.name}"`, file, new Uint8Array(data.buffer), entry.start);
    return data;
  }
  let at = 0;
  for await (const part of partsOf(path, file, entry)) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

async function readRows(
  path: string,
  file: FileHandle,
  entry: Entry,
  rows: Int32Array,
  look: TensorChoice['look'],
): Promise<Float32Array> {
  const width = widthOf(entry);
  const data = new Float32Array(rows.length * width);
  let [first, next] = [0, 0];
  for await (const part of partsOf(path, file, entry)) {
    look?.(part, first * width);
    const end = first + part.length / width;
    for (let row = rows[next] ?? end; row < end; row = rows[next] ?? end) {
      data.set(part.subarray((row - first) * width, (row - first + 1) * width), next * width);
      next++;
    }
    first = end;
  }
  return data;
}

/** Numbers of one row: the product of all dimensions but the first. */
const widthOf = ({ shape }: Entry): number => shape.slice(1).reduce((n, d) => n * d, 1);

async function* partsOf(path: string, file: FileHandle, entry: Entry): AsyncGenerator<Float32Array> {
  const { name, dtype, start, count } = entry;
  const { width, decode } = decoders[dtype];
  const rowNumbers = Math.max(1, widthOf(entry));
  const partNumbers = Math.max(1, Math.floor(chunkNumbers / rowNumbers)) * rowNumbers;
  const room = new Float32Array(Math.min(count, partNumbers));
  const chunk = decode ? new ArrayBuffer(room.length * width) : room.buffer;
  for (let from = 0; from < count; from += partNumbers) {
    const part = room.subarray(0, Math.min(partNumbers, count - from));
    const bytes = new Uint8Array(chunk, 0, part.length * width);
    await fill(`${path}: tensor "${name}"`, file, bytes, start + from * width);
    decode?.(chunk, part);
    yield part;
  }
}

/** The value of each of binary16's bit patterns. */
let halfValues: Float32Array | undefined;

// The format is little-endian, and so is every machine that ONNX Runtime has a binary for.
const decoders = {
  F32: { width: 4, decode: undefined }, // read as they are
  F64: { width: 8, decode: (chunk: ArrayBuffer, to: Float32Array) => to.set(new Float64Array(chunk, 0, to.length)) },
  F16: {
    width: 2,
    decode: (chunk: ArrayBuffer, to: Float32Array) => {
      const halves = new Uint16Array(chunk, 0, to.length);
      // Looked up: a released model has a hundred million of them.
      halfValues ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => valueOfHalf(bits));
      for (let i = 0; i < to.length; i++) to[i] = halfValues[halves[i] ?? 0] ?? 0;
    },
  },
  BF16: {
    width: 2,
    decode: (chunk: ArrayBuffer, to: Float32Array) => {
      const halves = new Uint16Array(chunk, 0, to.length);
      const words = new Uint32Array(to.buffer, to.byteOffset, to.length);
      for (let i = 0; i < to.length; i++) words[i] = (halves[i] ?? 0) << 16;
    },
  },
} as const;

/** Fills the bytes from a position of the file. @throws DataError when the file ends before. */
async function fill(where: string, file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, directBytes);
    const { bytesRead } = await file.read(bytes, done, length, position + done);
    if (bytesRead === 0) throw truncated(where, position + bytes.length, position + done);
    done += bytesRead;
  }
}
