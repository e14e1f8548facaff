import type { Graph, Tensor, Tensors } from '@stopover/core';
import { tinyGraph } from './tiny-graph.ts';

/** A graph with its feeds and the outputs that every device must give for them. */
export interface GraphCase {
  readonly name: string;
  readonly graph: Graph;
  readonly feeds: Tensors;
  readonly expected: Tensors;
  /** Largest absolute difference allowed, with its reason beside it; default 0: the numbers are exact in float32. */
  readonly tolerance?: number;
}

/** A float32 tensor. */
export const float32 = (shape: readonly number[], values: readonly number[]): Tensor => ({
  type: 'float32',
  shape,
  data: Float32Array.from(values),
});

/** Graphs over small integers, whose results float32 holds exactly. */
export const graphCases: readonly GraphCase[] = [
  {
    name: 'a matrix product with a broadcast sum',
    graph: tinyGraph({
      nodes: [
        ['MatMul', ['x', 'w'], ['xw']],
        ['Add', ['xw', 'b'], ['y']],
      ],
      inputs: [{ name: 'x', shape: ['rows', 3] }],
      outputs: [{ name: 'y', shape: ['rows', 2] }],
      weights: [
        { name: 'w', shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
        { name: 'b', shape: [2], values: Float32Array.of(10, 20) },
      ],
    }),
    feeds: { x: float32([2, 3], [1, 0, -1, 2, 1, 0]) },
    expected: { y: float32([2, 2], [6, 16, 15, 28]) },
  },
  {
    name: 'weights that lie outside the model',
    graph: tinyGraph({
      nodes: [['Mul', ['x', 'w'], ['y']]],
      inputs: [{ name: 'x', shape: [2, 2] }],
      outputs: [{ name: 'y', shape: [2, 2] }],
      weights: [{ name: 'w', shape: [2, 2], values: Float32Array.of(2, 3, 5, 7), file: 'weights.bin' }],
    }),
    feeds: { x: float32([2, 2], [1, 10, 100, 1000]) },
    expected: { y: float32([2, 2], [2, 30, 500, 7000]) },
  },
  {
    name: 'rows looked up by number',
    graph: tinyGraph({
      nodes: [['Gather', ['table', 'ids'], ['y']]],
      inputs: [
        { name: 'table', shape: [3, 2] },
        { name: 'ids', shape: ['n'], type: 'int32' },
      ],
      outputs: [{ name: 'y', shape: ['n', 2] }],
    }),
    feeds: {
      table: float32([3, 2], [1, 2, 3, 4, 5, 6]),
      ids: { type: 'int32', shape: [4], data: Int32Array.of(2, 0, 2, 1) },
    },
    expected: { y: float32([4, 2], [5, 6, 1, 2, 5, 6, 3, 4]) },
  },
  {
    name: 'the softmax of a row and a scalar beside it',
    graph: tinyGraph({
      nodes: [
        ['Softmax', ['x'], ['y']],
        ['Mul', ['s', 's'], ['square']],
      ],
      inputs: [
        { name: 'x', shape: [1, 4] },
        { name: 's', shape: [] },
      ],
      outputs: [
        { name: 'y', shape: [1, 4] },
        { name: 'square', shape: [] },
      ],
    }),
    feeds: { x: float32([1, 4], [0, Math.log(2), Math.log(3), Math.log(4)]), s: float32([], [-3]) },
    expected: { y: float32([1, 4], [0.1, 0.2, 0.3, 0.4]), square: float32([], [9]) },
    tolerance: 1e-6, // float32 holds about seven digits, and devices have exponentials of their own
  },
];

/** w ← w + g, and y = (w + g) · w: wrong when a device writes the new state before it has read the old one. */
export const stateGraph: Graph = tinyGraph({
  nodes: [
    ['Add', ['w', 'g'], ['next']],
    ['Mul', ['next', 'w'], ['y']],
  ],
  inputs: [
    { name: 'w', shape: [4] },
    { name: 'g', shape: [4] },
  ],
  outputs: [
    { name: 'next', shape: [4] },
    { name: 'y', shape: [4] },
  ],
});
