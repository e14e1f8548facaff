import { cpu } from '@stopover/backend-cpu';
import { createOps, GraphBuilder, type Ops, type Value } from '@stopover/onnx-graph';
import { describe, expect, test } from 'vitest';
import { type GradCheck, gradcheck } from './gradcheck.ts';
import { gradients } from './gradients.ts';
import { nonDifferentiable, rules } from './rules.ts';

const backend = cpu();
const ids = (op: Ops, xs: readonly number[], shape = [xs.length]) => op.graph.constant(xs, shape, 'int64');
const norm = (op: Ops, x: Value, scale: Value, shift: Value | null) => {
  const [y] = op.LayerNormalization(x, scale, shift, 1e-5);
  if (!y) throw new Error('no output');
  return y;
};
const dropped = (op: Ops, x: Value) => {
  const [y] = op.Dropout(x, 0.25, 7);
  if (!y) throw new Error('no output');
  return y;
};

/** One case per way an operation can be called; broadcasting and shared inputs get their own. */
const cases: Record<string, GradCheck> = {
  Add: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    f: (op, a, b) => op.Add(a, b),
  },
  'Add, a row repeated': { shapes: [[2, 3], [3]], f: (op, a, b) => op.Add(a, b) },
  'Add, a column repeated': {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    f: (op, a, b) => op.Add(a, b),
  },
  'Add, row and leading axis repeated': {
    shapes: [
      [2, 4, 3],
      [1, 3],
    ],
    f: (op, a, b) => op.Add(a, b),
  },
  Sub: { shapes: [[2, 3], [3]], f: (op, a, b) => op.Sub(a, b) },
  Mul: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    f: (op, a, b) => op.Mul(a, b),
  },
  'Mul, one input twice': { shapes: [[2, 3]], f: (op, a) => op.Mul(a, a) },
  Div: { shapes: [[2, 3], [3]], f: (op, a, b) => op.Div(a, b), positive: true },
  Neg: { shapes: [[2, 3]], f: (op, a) => op.Neg(a) },
  Exp: { shapes: [[2, 3]], f: (op, a) => op.Exp(a) },
  Log: { shapes: [[2, 3]], f: (op, a) => op.Log(a), positive: true },
  Sqrt: { shapes: [[2, 3]], f: (op, a) => op.Sqrt(a), positive: true },
  Tanh: { shapes: [[2, 3]], f: (op, a) => op.Tanh(a) },
  Erf: { shapes: [[2, 3]], f: (op, a) => op.Erf(a) },
  Identity: { shapes: [[2, 3]], f: (op, a) => op.Mul(op.Identity(a), a) },
  Where: {
    shapes: [[2, 3], [3]],
    f: (op, a, b) => op.Where(op.Equal(ids(op, [0, 1, 0]), ids(op, [0])), a, b),
  },
  MatMul: {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    f: (op, a, b) => op.MatMul(a, b),
  },
  'MatMul, batched': {
    shapes: [
      [2, 2, 3],
      [2, 3, 4],
    ],
    f: (op, a, b) => op.MatMul(a, b),
  },
  'MatMul, one matrix for a batch': {
    shapes: [
      [2, 2, 3],
      [3, 4],
    ],
    f: (op, a, b) => op.MatMul(a, b),
  },
  Gemm: { shapes: [[2, 3], [3, 4], [4]], f: (op, a, b, c) => op.Gemm(a, b, c) },
  'Gemm, B transposed': { shapes: [[2, 3], [4, 3], [4]], f: (op, a, b, c) => op.Gemm(a, b, c, { transB: true }) },
  'Gemm, A transposed': {
    shapes: [
      [3, 2],
      [3, 4],
    ],
    f: (op, a, b) => op.Gemm(a, b, null, { transA: true }),
  },
  'Gemm, both transposed': {
    shapes: [
      [3, 2],
      [4, 3],
    ],
    f: (op, a, b) => op.Gemm(a, b, null, { transA: true, transB: true }),
  },
  ReduceSum: { shapes: [[2, 3]], f: (op, a) => op.ReduceSum(a, [1]) },
  'ReduceSum, axis dropped': { shapes: [[2, 3]], f: (op, a) => op.ReduceSum(a, [-1], false) },
  ReduceMean: { shapes: [[2, 3]], f: (op, a) => op.ReduceMean(op.Mul(a, a), [1]) },
  Softmax: { shapes: [[2, 4]], f: (op, a) => op.Softmax(a) },
  LogSoftmax: { shapes: [[2, 4]], f: (op, a) => op.LogSoftmax(a) },
  LayerNormalization: { shapes: [[3, 5], [5], [5]], f: norm },
  'LayerNormalization, not shifted': { shapes: [[3, 5], [5]], f: (op, x, scale) => norm(op, x, scale, null) },
  Reshape: { shapes: [[2, 3]], f: (op, a) => op.Reshape(a, [3, 2], [3, 2]) },
  Transpose: { shapes: [[2, 3, 4]], f: (op, a) => op.Transpose(a, [2, 0, 1]) },
  Expand: {
    shapes: [
      [1, 3],
      [2, 3],
    ],
    f: (op, a, b) => op.Mul(op.Expand(a, b), b),
  },
  Concat: {
    shapes: [
      [2, 3],
      [1, 3],
    ],
    f: (op, a, b) => op.Concat([a, b], 0, 3),
  },
  Split: {
    shapes: [[2, 6]],
    f: (op, x) => {
      const [a, b, c] = op.Split(x, 1, 3);
      return op.Add(op.Mul(a, b), c);
    },
  },
  'Split, the first part unused': { shapes: [[4, 2]], f: (op, x) => op.Mul(op.Split(x, 0, 2)[1], op.graph.scalar(3)) },
  Slice: { shapes: [[2, 5]], f: (op, a) => op.Slice(a, 1, 1, 3) },
  'Slice, from the start': { shapes: [[4, 2]], f: (op, a) => op.Slice(a, 0, 0, 3) },
  Gather: { shapes: [[4, 3]], f: (op, a) => op.Gather(a, ids(op, [2, 0, 2, 2], [2, 2])) },
  Dropout: { shapes: [[3, 4]], f: dropped, redraws: true },
  Pad: {
    shapes: [[3, 2]],
    f: (op, a) => op.Pad(a, ids(op, [0, 3, 1, 2], [2, 2]), ids(op, [0, 2, 3])),
  },
  Unpad: {
    shapes: [[4, 2]],
    f: (op, a) => op.Unpad(a, ids(op, [3, 1]), ids(op, [2, 1, 2, 0])),
  },
  // Two sequences of two and one tokens, two heads: the fourth place is empty, so its gradient must be left out.
  SplitHeads: {
    shapes: [[3, 4]],
    f: (op, x) => {
      const full = op.graph.constant([1, 1, 1, 1, 1, 0, 1, 0], [2, 2, 2, 1]);
      const [square] = op.SplitHeads(x, twoHeads(op));
      return op.Mul(square ?? x, full);
    },
  },
  'SplitHeads, two squares': {
    shapes: [[3, 4]],
    f: (op, x) => {
      const [two, one] = op.SplitHeads(x, twoSquares(op));
      return op.Mul(
        op.ReduceSum(two ?? x, [0, 1, 2, 3], false),
        op.ReduceSum(op.Mul(one ?? x, one ?? x), [0, 1, 2, 3], false),
      );
    },
  },
  'SplitHeads, the first square unused': {
    shapes: [[3, 4]],
    f: (op, x) => op.SplitHeads(x, twoSquares(op))[1] ?? x,
  },
  MergeHeads: { shapes: [[2, 2, 2, 2]], f: (op, x) => op.MergeHeads([x], twoHeads(op)) },
  'MergeHeads, two squares': {
    shapes: [
      [1, 2, 2, 2],
      [1, 2, 1, 2],
    ],
    f: (op, x, y) => op.MergeHeads([x, y], twoSquares(op)),
  },
  Rotate: {
    shapes: [[3, 2, 4]],
    f: (op, x) => {
      const angle = op.graph.constant([0.3, 1, -2, 0.1, 4, 0.7], [3, 1, 2]);
      return op.Rotate(x, op.Cos(angle), op.Sin(angle));
    },
  },
  Gelu: { shapes: [[3, 4]], f: (op, a) => op.Gelu(a) },
  L2Normalize: { shapes: [[3, 4]], f: (op, a) => op.L2Normalize(a) },
  // Two queries, each before its document, as a dual encoder is trained; the scale is learned too.
  'L2Normalize, cosines of pairs with a learned scale': {
    shapes: [[4, 3], [1]],
    f: (op, vectors, scale) => {
      const [queries, documents] = op.Split(op.Reshape(op.L2Normalize(vectors), [-1, 6], [2, 6]), 1, 2);
      const logits = op.Mul(op.Gemm(queries, documents, null, { transB: true }), scale);
      return op.CrossEntropy(logits, ids(op, [0, 1]), op.graph.constant([0.5, 0.5], [2]));
    },
  },
  CrossEntropy: {
    shapes: [[3, 4]],
    f: (op, a) => op.CrossEntropy(a, ids(op, [2, 0, 3]), op.graph.constant([0.5, 0, 0.5], [3])),
  },
};

function twoHeads(op: Ops) {
  const any = ids(op, [0, 2, 1, 3, 4, 0, 5, 0], [2, 2, 2]);
  const exact = ids(op, [0, 2, 1, 3, 4, 6, 5, 6], [2, 2, 2]);
  return { flat: ids(op, [0, 2, 1, 3, 4, 6], [3, 2]), squares: [{ any, exact }] };
}

/** The same sequences, each in a square of its own. */
function twoSquares(op: Ops) {
  const two = ids(op, [0, 2, 1, 3], [1, 2, 2]);
  const one = ids(op, [4, 5], [1, 2, 1]);
  return {
    flat: ids(op, [0, 2, 1, 3, 4, 5], [3, 2]),
    squares: [
      { any: two, exact: two },
      { any: one, exact: one },
    ],
  };
}

describe('gradient rules', () => {
  test('every rule has a case', () => {
    const covered = new Set(Object.keys(cases).map((name) => name.split(',')[0]));
    expect(covered).toEqual(new Set(Object.keys(rules)));
  });

  test('no operation is both flat and ruled', () => {
    expect(Object.keys(rules).filter((name) => nonDifferentiable.has(name))).toEqual([]);
  });

  test.each<[string, (op: Ops, x: Value) => Value]>([
    ['Cast', (op, x) => op.Cast(op.Cast(x, 'float16'), 'float64')],
    ['GatherElements', (op, x) => op.GatherElements(x, ids(op, [2, 0], [2, 1]))],
    ['ScatterElements', (op, x) => op.ScatterElements(x, ids(op, [2, 0], [2, 1]), op.graph.constant([1, 2], [2, 1]))],
    ['ScatterND', (op, x) => op.ScatterAdd(x, ids(op, [1], [1, 1]), op.graph.constant([1, 2, 3], [1, 3]))],
  ])('%s has no rule, and a gradient that would flow through it is an error and no zero', (name, f) => {
    const op = createOps(new GraphBuilder('float64'));
    const x = op.graph.input('x', 'float64', [2, 3]);
    const loss = op.ReduceSum(f(op, x), [0, 1], false);
    expect(() => gradients(op, loss, [x])).toThrow(`no gradient rule for ${name}`);
  });

  test('no gradient flows through what gives whole numbers or truth values', () => {
    const op = createOps(new GraphBuilder('float64'));
    const x = op.graph.input('x', 'float64', [2, 3]);
    const above = op.Cast(op.Less(op.graph.scalar(0), x), 'float64');
    const whole = op.Cast(op.Cast(x, 'int64'), 'float64');
    const loss = op.ReduceSum(op.Mul(op.Mul(above, whole), x), [0, 1], false);
    expect(gradients(op, loss, [x])).toHaveLength(1);
  });

  // Central differences at step 1e-5 in float64 leave an error near 1e-9; a wrong rule is off by 0.1 or more.
  test.each(Object.entries(cases))('%s', async (_, check) => {
    expect(await gradcheck(backend, check)).toBeLessThan(1e-7);
  });
});

test('a missing rule is an error that names the operation', () => {
  const op = createOps(new GraphBuilder());
  const x = op.graph.input('x', 'float32', [2]);
  expect(() => gradients(op, op.ReduceSum(op.Cos(x), [0], false), [x])).toThrow('no gradient rule for Cos');
});

test('a value that the loss does not depend on gets zeros', async () => {
  const unused: GradCheck = { shapes: [[2], [3]], f: (op, a) => op.Mul(a, a) };
  expect(await gradcheck(backend, unused)).toBeLessThan(1e-7);
});

test('what nobody needs is not built: rows that were read from a table leave the table alone', () => {
  const op = createOps(new GraphBuilder());
  const table = op.graph.input('table', 'float32', [1000, 3]);
  const rows = op.Gather(op.graph.detach(table), ids(op, [7, 7]));
  gradients(op, op.ReduceSum(op.Mul(rows, rows), [0, 1], false), [rows]);
  expect(op.graph.nodes.filter((node) => node.op === 'ScatterND')).toEqual([]);
});
