import type { Graph, Tensors } from '@stopover/core';
import { type Bytes, integer, message, node, text } from './protobuf.ts';

const FLOAT = 1;

/** A ValueInfoProto: float32 of shape [2, 2]. */
const matrix = (field: number, name: string): Bytes => {
  const size = message(1, integer(1, 2));
  return message(field, text(1, name), message(2, message(1, integer(1, FLOAT), message(2, size, size))));
};

/** A TensorProto of shape [2, 2] among the graph's initializers. */
const constant = (name: string, values: readonly number[]): Bytes =>
  message(5, integer(1, 2), integer(1, 2), integer(2, FLOAT), text(8, name), message(9, littleEndian(values)));

const littleEndian = (values: readonly number[]): Bytes => {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return [...new Uint8Array(view.buffer)];
};

/** y = x·w + b over 2 × 2 matrices of small integers, which every device must compute exactly. */
export const probeGraph: Graph = {
  model: Uint8Array.from([
    ...integer(1, 9), // IR version
    ...message(
      7,
      node('MatMul', ['x', 'w'], ['xw']),
      node('Add', ['xw', 'b'], ['y']),
      text(2, 'probe'),
      constant('w', [1, 2, 3, 4]),
      constant('b', [10, 20, 30, 40]),
      matrix(11, 'x'),
      matrix(12, 'y'),
    ),
    ...message(8, integer(2, 17)), // opset
  ]),
};

export const probeFeeds: Tensors = { x: { type: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } };

/** Whether the outputs are what the probe graph gives for the probe's feeds. */
export function isRight({ y }: Tensors): boolean {
  const expected = [17, 30, 45, 62];
  return y?.type === 'float32' && y.data.length === 4 && expected.every((value, i) => y.data[i] === value);
}
