// What Parquet holds, as plain JavaScript that loses nothing in silence.
import { utf8Of } from '@stopover/files';
import type { ParquetParsers, SchemaElement } from 'hyparquet';
import { parseExactly } from './json-rows.ts';

/**
 * A text of a file; bytes that are not UTF-8 stay bytes, for the task's schema to refuse. The library's own reader would
 * drop a U+FEFF at the start and put U+FFFD where it understands nothing.
 */
const textIn = (bytes: Uint8Array): string | Uint8Array => utf8Of(bytes) ?? Uint8Array.from(bytes);

/** How the library is to read texts. */
export const textParsers: Pick<ParquetParsers, 'stringFromBytes' | 'jsonFromBytes'> = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && textIn(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => {
    const text = bytes && textIn(bytes);
    return typeof text === 'string' ? parseExactly(text) : text;
  },
};

/**
 * A value as tasks see it: integers are numbers, or a bigint beyond 2^53 where no number holds them; missing values are
 * null, structs objects, lists arrays.
 */
export function plainValue(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return plainInteger(value);
  if (typeof value !== 'object' || value instanceof Date || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (isNumbers(value)) return Array.from(value, plainValue);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainValue(item)]));
}

const plainInteger = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

/** A list column of numbers may arrive as a typed array. */
const isNumbers = (value: object): value is Iterable<number | bigint> =>
  ArrayBuffer.isView(value) && Symbol.iterator in value;

/** Places behind the point, where a column holds decimals; undefined where it holds anything else. */
export const decimalScale = ({ converted_type, scale }: SchemaElement): number | undefined =>
  converted_type === 'DECIMAL' ? (scale ?? 0) : undefined;

/** The same column as what it is stored as, for `decimalOf`: the library multiplies floating-point numbers. */
export function asStored(element: SchemaElement): SchemaElement {
  const { converted_type: _converted, logical_type: _logical, ...stored } = element;
  return stored;
}

/** A decimal as a number, or as its digits where a number has not enough of them. */
export function decimalOf(stored: unknown, scale: number): unknown {
  const digits = integerOf(stored);
  if (digits === undefined) return null;
  const whole = plainInteger(digits);
  if (typeof whole === 'number') return whole / 10 ** scale;
  const text = `${digits < 0 ? -digits : digits}`.padStart(scale + 1, '0');
  const [before, behind] = [text.slice(0, text.length - scale), text.slice(text.length - scale)];
  return `${digits < 0 ? '-' : ''}${before}${scale > 0 ? `.${behind}` : ''}`;
}

/** Bytes are a signed integer, the highest byte first. */
function integerOf(stored: unknown): bigint | undefined {
  if (typeof stored === 'bigint') return stored;
  if (typeof stored === 'number') return BigInt(stored);
  const bytes = typeof stored === 'string' ? Buffer.from(stored) : stored;
  if (!(bytes instanceof Uint8Array)) return undefined;
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
