import { DataError } from '@stopover/core';
import { z } from 'zod';

/** Bytes of one number by the format's name of its type; the four that become float32 are in `floatTypes`. */
const sizes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

const floatTypes = ['F32', 'F16', 'BF16', 'F64'] as const;
/** The types of numbers that can be read as float32. */
export type FloatType = (typeof floatTypes)[number];

/** Where one tensor lies in the file. */
export interface Entry {
  readonly name: string;
  readonly dtype: FloatType;
  readonly shape: readonly number[];
  /** Byte of the file at which the numbers start. */
  readonly start: number;
  readonly count: number;
}

/** The format's own limit: a longer header means that the file is something else. */
export const maxHeaderBytes = 100_000_000;

const size = z.int().min(0);
const headerSchema = z.record(
  z.string(),
  z.strictObject({
    dtype: z.string(),
    shape: z.array(size),
    data_offsets: z.tuple([size, size]),
  }),
);
const metadataSchema = z.looseObject({ __metadata__: z.record(z.string(), z.string()).optional() });

/** Whether a tensor is one of the constants (0, 1, 2, …) that old checkpoints carry as integers; transformers ignores them too. */
export const isConstant = (name: string): boolean => /(^|\.)(position_ids|token_type_ids)$/.test(name);

/**
 * Reads and checks a header: every type known, sizes right, tensors back to back up to the end of the file. Constants
 * are left out.
 * @throws DataError naming the file and the tensor.
 */
export function parseHeader(path: string, json: Uint8Array, fileBytes: number): readonly Entry[] {
  const tensors = Object.entries(headerOf(path, json)).map(([name, value]) => ({ name, ...value }));
  tensors.sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  const dataStart = 8 + json.length;
  let end = 0;
  const entries: Entry[] = [];
  for (const { name, dtype, shape, data_offsets: offsets } of tensors) {
    const where = `${path}: tensor "${name}"`;
    const count = shape.reduce((product, n) => product * n, 1);
    const bytes = count * sizeOf(where, dtype);
    if (offsets[0] !== end)
      throw corrupt(where, `it starts at byte ${offsets[0]}, but the tensor before it ends at ${end}`);
    if (offsets[1] - offsets[0] !== bytes) {
      throw corrupt(where, `${dtype}[${shape.join(', ')}] needs ${bytes} bytes, but it has ${offsets[1] - offsets[0]}`);
    }
    end = offsets[1];
    if (dataStart + end > fileBytes) throw truncated(where, dataStart + end, fileBytes);
    const float = floatTypes.find((type) => type === dtype);
    if (float) entries.push({ name, dtype: float, shape, start: dataStart + offsets[0], count });
    else if (!isConstant(name)) throw notFloat(where, dtype);
  }
  if (dataStart + end !== fileBytes) {
    throw corrupt(path, `${fileBytes - dataStart - end} bytes follow the last tensor`);
  }
  return entries;
}

/** The error for a file that ends too early. */
export const truncated = (where: string, expected: number, actual: number): DataError =>
  new DataError({
    where,
    what: `the file is truncated: ${expected} bytes are needed and ${actual} are there`,
    remedy: 'Download or copy it again.',
  });

/** The error for a file that contradicts itself or the format. */
export const corrupt = (where: string, what: string, cause?: unknown): DataError =>
  new DataError(
    { where, what, remedy: 'The file is damaged or no safetensors file: download or write it again.' },
    { cause },
  );

function headerOf(path: string, json: Uint8Array): z.infer<typeof headerSchema> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    const { __metadata__: _, ...tensors } = metadataSchema.parse(value);
    return headerSchema.parse(tensors);
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const what = issue ? `the header is wrong at ${issue.path.join('.')}: ${issue.message}` : 'the header is not JSON';
    throw corrupt(path, what, error);
  }
}

function sizeOf(where: string, dtype: string): number {
  const known = Object.entries(sizes).find(([name]) => name === dtype);
  if (known) return known[1];
  throw corrupt(where, `there is no type "${dtype}"`);
}

const notFloat = (where: string, dtype: string) =>
  new DataError({
    where,
    what: `its numbers are ${dtype}, which cannot be read as weights`,
    remedy: `Convert the checkpoint to one of ${floatTypes.join(', ')}.`,
  });
