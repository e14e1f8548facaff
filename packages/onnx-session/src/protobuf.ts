// The few lines of protobuf writing that this package needs. Field numbers are those of onnx.proto.

/** A message or part of one, as bytes. */
export type Bytes = readonly number[];

const varint = (n: number): Bytes => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))]);

/** A field that holds an integer of at least 0. */
export const integer = (field: number, n: number): Bytes => [...varint(field * 8), ...varint(n)];

/** A field that holds a message, or raw bytes. */
export const message = (field: number, ...parts: readonly Bytes[]): Bytes => {
  const content = parts.flat();
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
};

/** A field that holds a string. */
export const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);

/** A NodeProto as a field of GraphProto. */
export const node = (type: string, inputs: readonly string[], outputs: readonly string[]): Bytes =>
  message(1, ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, type));
