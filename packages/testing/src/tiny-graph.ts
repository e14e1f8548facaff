import type { Graph } from '@stopover/core';

// Conformance tests must not trust the graph builder they might be testing, so they write their few bytes themselves.
// Field numbers are those of onnx.proto.

type Bytes = readonly number[];

/** An input or output of a tiny graph. A dimension that is a string is left open. */
export interface TinyValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  /** Default: float32. */
  readonly type?: 'float32' | 'float64' | 'int64' | 'int32' | 'bool';
}

/** A float32 initializer. With `file`, its bytes lie in the graph's `weights` under that name. */
export interface TinyWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly file?: string;
}

export interface TinyGraph {
  /** `[operator, inputs, outputs]`, in an order in which they can run; attributes are not offered. */
  readonly nodes: readonly (readonly [type: string, inputs: readonly string[], outputs: readonly string[]])[];
  readonly inputs: readonly TinyValue[];
  readonly outputs: readonly TinyValue[];
  readonly weights?: readonly TinyWeight[];
}

/** A graph of a few nodes (ai.onnx, opset 20) for tests of backends. */
export function tinyGraph({ nodes, inputs, outputs, weights = [] }: TinyGraph): Graph {
  const model = [
    ...integer(1, 9), // IR version
    ...message(
      7,
      ...nodes.map(([type, from, to]) =>
        message(1, ...from.map((name) => text(1, name)), ...to.map((name) => text(2, name)), text(4, type)),
      ),
      text(2, 'tiny'),
      ...weights.map(initializer),
      ...inputs.map((value) => declaration(11, value)),
      ...outputs.map((value) => declaration(12, value)),
    ),
    ...message(8, integer(2, 20)), // opset
  ];
  const files = weights.flatMap(({ file, values }) => (file ? [[file, littleEndian(values)]] : []));
  return { model: Uint8Array.from(model), ...(files.length > 0 ? { weights: Object.fromEntries(files) } : {}) };
}

const typeNumbers = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;

const varint = (n: number): Bytes => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))]);
const integer = (field: number, n: number): Bytes => [...varint(field * 8), ...varint(n)];
const message = (field: number, ...parts: readonly Bytes[]): Bytes => {
  const content = parts.flat();
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
};
const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);

/** A ValueInfoProto. */
const declaration = (field: number, { name, shape, type = 'float32' }: TinyValue): Bytes => {
  const sizes = shape.map((size) => message(1, typeof size === 'string' ? text(2, size) : integer(1, size)));
  return message(field, text(1, name), message(2, message(1, integer(1, typeNumbers[type]), message(2, ...sizes))));
};

/** A TensorProto among the graph's initializers. */
const initializer = ({ name, shape, values, file }: TinyWeight): Bytes =>
  message(
    5,
    ...shape.map((size) => integer(1, size)),
    integer(2, typeNumbers.float32),
    text(8, name),
    ...(file
      ? [message(13, text(1, 'location'), text(2, file)), integer(14, 1)]
      : [message(9, [...littleEndian(values)])]),
  );

const littleEndian = (values: Float32Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return new Uint8Array(view.buffer);
};
