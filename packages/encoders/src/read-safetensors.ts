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

/**
 * Reads a safetensors file of any size; F16, BF16 and F64 become float32. Tensors come in the order of the file.
 * @throws DataError naming file and tensor when the file is missing, truncated, corrupt, or holds other than floats.
 */
export async function readSafetensors(path: string): Promise<ReadonlyMap<string, StoredTensor>> {
  await using file = await openToRead(path);
  const { size } = await file.stat();
  const prefix = new Uint8Array(8);
  if (size < 8) throw truncated(path, 8, size);
  await fill(path, file, prefix, 0);
  const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes) throw corrupt(path, `its header would have ${headerBytes} bytes`);
  if (8 + headerBytes > size) throw truncated(path, 8 + headerBytes, size);
  const header = new Uint8Array(headerBytes);
  await fill(path, file, header, 8);
  const weights = new Map<string, StoredTensor>();
  for (const entry of parseHeader(path, header, size)) {
    weights.set(entry.name, { shape: entry.shape, data: await readNumbers(path, file, entry) });
  }
  return weights;
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

async function readNumbers(
  path: string,
  file: FileHandle,
  { name, dtype, start, count }: Entry,
): Promise<Float32Array> {
  const where = `${path}: tensor "${name}"`;
  const data = new Float32Array(count);
  if (dtype === 'F32') {
    await fill(where, file, new Uint8Array(data.buffer), start);
    return data;
  }
  const { width, decode } = decoders[dtype];
  const chunk = new ArrayBuffer(Math.min(count, chunkNumbers) * width);
  for (let from = 0; from < count; from += chunkNumbers) {
    const part = data.subarray(from, from + chunkNumbers);
    await fill(where, file, new Uint8Array(chunk, 0, part.length * width), start + from * width);
    decode(chunk, part);
  }
  return data;
}

// The format is little-endian, and so is every machine that ONNX Runtime has a binary for.
const decoders = {
  F64: { width: 8, decode: (chunk: ArrayBuffer, to: Float32Array) => to.set(new Float64Array(chunk, 0, to.length)) },
  F16: {
    width: 2,
    decode: (chunk: ArrayBuffer, to: Float32Array) => {
      const halves = new Uint16Array(chunk, 0, to.length);
      for (let i = 0; i < to.length; i++) to[i] = valueOfHalf(halves[i] ?? 0);
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
