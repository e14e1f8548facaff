// Protocol Buffers on the wire: as much of them as TensorBoard's messages need.

const varint = (value: number): readonly number[] => {
  const bytes: number[] = [];
  let rest = value;
  // Beyond 32 bits shifts do not reach.
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
};

const fixed = (bytes: number, set: (view: DataView) => void): Uint8Array => {
  const view = new DataView(new ArrayBuffer(bytes));
  set(view);
  return new Uint8Array(view.buffer);
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Types on the wire, by how long a value is. */
const [asVarint, asEight, asLength, asFour] = [0, 1, 2, 5] as const;

const tagged = (number: number, type: number, value: Uint8Array): Uint8Array =>
  joined([Uint8Array.from(varint(number * 8 + type)), value]);

/** A whole number from 0 to 2^53 - 1, or a value of an enumeration. */
export const whole = (number: number, value: number): Uint8Array =>
  tagged(number, asVarint, Uint8Array.from(varint(value)));

/** A `double`. */
export const double = (number: number, value: number): Uint8Array =>
  tagged(
    number,
    asEight,
    fixed(8, (view) => view.setFloat64(0, value, true)),
  );

/** A `float`. */
export const float = (number: number, value: number): Uint8Array =>
  tagged(
    number,
    asFour,
    fixed(4, (view) => view.setFloat32(0, value, true)),
  );

/** A string, bytes or a message of these fields. */
export function nested(number: number, value: string | Uint8Array | readonly Uint8Array[]): Uint8Array {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : joined(value);
  return tagged(number, asLength, joined([Uint8Array.from(varint(bytes.length)), bytes]));
}

/** A message of these fields. */
export const message = (...fields: readonly Uint8Array[]): Uint8Array => joined(fields);

/**
 * The fields of a message by their numbers, the last of each: a varint as a number, others as their bytes.
 * @throws RangeError when it is no message.
 */
export function fieldsIn(bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> {
  const fields = new Map<number, number | Uint8Array>();
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('the message ends in the middle of a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = next();
    const [number, type] = [Math.floor(tag / 8), tag % 8];
    if (type === asVarint) {
      fields.set(number, next());
      continue;
    }
    const length = type === asLength ? next() : { [asEight]: 8, [asFour]: 4 }[type];
    if (length === undefined || at + length > bytes.length) throw new RangeError(`field ${number} is not whole`);
    fields.set(number, bytes.subarray(at, at + length));
    at += length;
  }
  return fields;
}
