import { expect, it } from 'vitest';
import { GraphBuilder } from './builder.ts';
import { GraphCost } from './graph-cost.ts';
import { createOps } from './ops.ts';

it('counts the products of a graph and what its other nodes write, by the sizes of a batch', () => {
  const op = createOps(new GraphBuilder());
  const x = op.graph.input('x', 'float32', ['T', 4]);
  const w = op.graph.input('w', 'float32', [4, 3]);
  const y = op.Add(op.Gemm(x, w, null, {}), op.graph.scalar(1));
  // Both of their operands are given the other way round: 3 × T and T × 3.
  const square = op.Gemm(y, y, null, { transA: true });
  op.graph.output('square', op.Reshape(square, [-1], [9]));
  // Nobody asks for it, and no runtime would compute it.
  op.Gemm(x, w, null, {});
  const cost = new GraphCost(op.graph);
  expect(cost.nodes).toBe(3);
  expect(cost.on(new Map([['T', 5]]))).toEqual({ flops: 2 * 5 * 4 * 3 + 2 * 3 * 5 * 3, elements: 5 * 3, nodes: 3 });
});

it('counts products of several matrices, and sizes that are products', () => {
  const op = createOps(new GraphBuilder());
  const a = op.graph.input('a', 'float32', ['B', 2, 'S', 8]);
  const scores = op.MatMul(a, op.Transpose(a, [0, 1, 3, 2]));
  op.graph.output('list', op.Mul(op.Reshape(scores, [-1, 2], ['B*S', 2]), op.graph.scalar(2)));
  const { flops, elements } = new GraphCost(op.graph).on(
    new Map([
      ['B', 3],
      ['S', 5],
    ]),
  );
  expect(flops).toBe(2 * 3 * 2 * 5 * 5 * 8);
  expect(elements).toBe(3 * 2 * 8 * 5 + 3 * 5 * 2);
});

it('refuses a batch that does not tell the size of a product', () => {
  const op = createOps(new GraphBuilder());
  const x = op.graph.input('x', 'float32', ['T', 4]);
  op.graph.output('y', op.Gemm(x, op.graph.input('w', 'float32', [4, 3]), null, {}));
  expect(() => new GraphCost(op.graph).on(new Map())).toThrow('the sizes T');
});
