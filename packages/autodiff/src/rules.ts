import { column, type Ops, placesIn, type Value } from '@stopover/onnx-graph';
import type { NodeContext, Rule } from './rule.ts';

/** The gradient rules: one line or a few per operation. Formulas are the textbook derivatives unless a source is given. */
export const rules: Readonly<Record<string, Rule>> = {
  Add: (_op, _site, dy) => [dy, dy],
  Sub: (op, s, dy) => [dy, s.needs(1) ? op.Neg(dy) : null],
  Mul: (op, s, dy) => [s.needs(0) ? op.Mul(dy, s.x(1)) : null, s.needs(1) ? op.Mul(dy, s.x(0)) : null],
  Div: (op, s, dy) => [op.Div(dy, s.x(1)), s.needs(1) ? op.Neg(op.Div(op.Mul(dy, s.y()), s.x(1))) : null],
  Neg: (op, _, dy) => [op.Neg(dy)],
  Exp: (op, s, dy) => [op.Mul(dy, s.y())],
  Log: (op, s, dy) => [op.Div(dy, s.x())],
  Sqrt: (op, s, dy) => [op.Div(op.Mul(dy, op.graph.scalar(0.5)), s.y())],
  Tanh: (op, s, dy) => [op.Mul(dy, op.Sub(op.graph.scalar(1), op.Mul(s.y(), s.y())))],
  Erf: (op, s, dy) => [op.Mul(dy, op.Mul(op.graph.scalar(2 / Math.sqrt(Math.PI)), gaussian(op, s.x(), 1)))],
  Identity: (_op, _site, dy) => [dy],
  Where: (op, s, dy) => {
    const zero = op.graph.scalar(0);
    return [null, op.Where(s.x(), dy, zero), op.Where(s.x(), zero, dy)];
  },
  MatMul: (op, s, dy) => [
    s.needs(0) ? op.MatMul(dy, swapLast(op, s.x(1))) : null,
    s.needs(1) ? op.MatMul(swapLast(op, s.x(0)), dy) : null,
  ],
  Gemm: (op, s, dy) => {
    const [a, b, transA, transB] = [s.x(0), s.x(1), s.number('transA') === 1, s.number('transB') === 1];
    const da = () =>
      transA ? op.Gemm(b, dy, null, { transA: transB, transB: true }) : op.Gemm(dy, b, null, { transB: !transB });
    const db = () =>
      transB ? op.Gemm(dy, a, null, { transA: true, transB: transA }) : op.Gemm(a, dy, null, { transA: !transA });
    return [s.needs(0) ? da() : null, s.needs(1) ? db() : null, dy];
  },
  ReduceSum: (op, s, dy) => [op.Expand(kept(op, s, dy), s.x()), null],
  ReduceMean: (op, s, dy) => [op.Expand(op.Mul(kept(op, s, dy), shareOf(op, s)), s.x()), null],
  Softmax: (op, s, dy) => [op.Mul(s.y(), op.Sub(dy, op.ReduceSum(op.Mul(dy, s.y()), [-1])))],
  LogSoftmax: (op, s, dy) => [op.Sub(dy, op.Mul(op.Exp(s.y()), op.ReduceSum(dy, [-1])))],
  // With x̂ = (x − mean) / σ and g = dy · scale: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ (Ba, Kiros and Hinton 2016).
  LayerNormalization: (op, s, dy) => {
    const [x, scale, inverse] = [s.x(0), s.x(1), s.y(2)];
    const normal = op.Mul(op.Sub(x, s.y(1)), inverse);
    const dx = () => {
      const g = op.Mul(dy, scale);
      const inner = op.Sub(op.Sub(g, op.ReduceMean(g, [-1])), op.Mul(normal, op.ReduceMean(op.Mul(g, normal), [-1])));
      return op.Mul(inner, inverse);
    };
    return [s.needs(0) ? dx() : null, s.needs(1) ? op.Mul(dy, normal) : null, dy];
  },
  Reshape: (op, s, dy) => [op.Reshape(dy, op.Shape(s.x()), s.x().shape), null],
  Transpose: (op, s, dy) => {
    const axes = s.list('axes');
    return [
      op.Transpose(
        dy,
        axes.map((_, i) => axes.indexOf(i)),
      ),
    ];
  },
  Expand: (_op, _site, dy) => [dy, null],
  Concat: (op, s, dy) => {
    const axis = s.number('axis');
    let from = 0;
    return s.inputs.map((x) => {
      const size = Number(x.shape[axis]);
      from += size;
      return op.Slice(dy, axis, from - size, from);
    });
  },
  Split: (op, s) => {
    const [x, axis] = [s.x(), s.number('axis')];
    return [op.Concat(filled(op, s), axis, Number(x.shape[axis]))];
  },
  Slice: (op, s, dy) => {
    const [x, axis, from, to] = [s.x(), s.number('axis'), s.number('from'), s.number('to')];
    const zeros = (size: number): Value[] => (size === 0 ? [] : [zerosLike(op, x, axis, size)]);
    const size = Number(x.shape[axis]);
    const parts = [...zeros(from), dy, ...zeros(size - to)];
    return [parts.length === 1 ? dy : op.Concat(parts, axis, size)];
  },
  Gather: (op, s, dy) => {
    const [x, indices] = [s.x(0), s.x(1)];
    const rows = op.Reshape(indices, [-1, 1], [`${indices.name}#`, 1]);
    const width = x.shape.slice(1);
    const updates = op.Reshape(dy, [-1, ...width.map(Number)], [`${indices.name}#`, ...width]);
    return [op.ScatterAdd(op.Expand(op.graph.scalar(0), x), rows, updates), null];
  },
  Dropout: (op, s, dy) => {
    const share = op.Sub(op.graph.scalar(1), s.x(1));
    return [op.Div(op.Mul(dy, op.Cast(s.y(1), dy.type)), share), null, null];
  },
  Pad: (op, s, dy) => {
    const x = s.x(0);
    const width = x.shape.slice(1);
    const flat = op.Reshape(dy, [-1, ...width.map(Number)], [`${s.x(1).name}#`, ...width]);
    return [op.Gather(flat, s.x(2)), null, null];
  },
  SplitHeads: (op, s) => [op.MergeHeads(filled(op, s), placesIn(s.inputs, 1))],
  // Its inputs are n squares, then a list of all places and two of each square's.
  MergeHeads: (op, s, dy) => op.ToZeroedHeads(dy, placesIn(s.inputs, (s.inputs.length - 1) / 3)),
  Unpad: (op, s, dy) => [op.Pad(dy, s.x(2), s.x(1)), null, null],
  // A rotation's transpose is the rotation back.
  Rotate: (op, s, dy) => [op.Rotate(dy, s.x(1), op.Neg(s.x(2))), null, null],
  // y = x Φ(x), dy/dx = Φ(x) + x φ(x), φ(x) = exp(−x²/2) / √(2π).
  Gelu: (op, s, dy) => {
    const density = op.Mul(gaussian(op, s.x(), 0.5), op.graph.scalar(1 / Math.sqrt(2 * Math.PI)));
    return [op.Mul(dy, op.Add(s.y(1), op.Mul(s.x(), density)))];
  },
  // y = x / |x|, so dx = (dy − y (y · dy)) / |x|.
  L2Normalize: (op, s, dy) => [op.Mul(op.Sub(dy, op.Mul(s.y(), op.ReduceSum(op.Mul(dy, s.y()), [-1]))), s.y(1))],
  // d/d logits = weight · (softmax − one-hot(label)): the one-hot is subtracted by replacing one element a row.
  CrossEntropy: (op, s, dy) => {
    const labels = column(op, s.x(1));
    const p = op.Exp(s.y(1));
    const less = op.Sub(op.GatherElements(p, labels), op.graph.scalar(1));
    return [op.Mul(op.ScatterElements(p, labels, less), op.Mul(column(op, s.x(2)), dy)), null, null];
  },
};

/** Operations whose rule takes the gradients of all outputs; of all others only the first may be differentiated. */
export const multiOutput: ReadonlySet<string> = new Set(['Split', 'SplitHeads']);

/**
 * Operations that give whole numbers or truth values: no gradient flows through them. Listed, so that a missing rule is an
 * error and never a silent zero; what gives real numbers of real numbers (`GatherElements`, `ScatterND`) is not among them.
 */
export const nonDifferentiable: ReadonlySet<string> = new Set(['Shape', 'Equal', 'Less', 'Range']);

/** The gradients of all outputs, zeros where the loss does not depend on one. */
const filled = (op: Ops, s: NodeContext): readonly Value[] =>
  s.dys.map((dy, i) => dy ?? op.Expand(op.graph.scalar(0), s.y(i)));

/** exp(−factor · x²). */
const gaussian = (op: Ops, x: Value, factor: number): Value => op.Exp(op.Mul(op.Mul(x, x), op.graph.scalar(-factor)));

function swapLast(op: Ops, x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return op.Transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

/** Gives reduced axes back as size 1, so that the gradient broadcasts. */
function kept(op: Ops, site: NodeContext, dy: Value): Value {
  if (site.number('keep') === 1) return dy;
  const x = site.x();
  const at = new Set(site.list('axes').map((a) => (a < 0 ? a + x.shape.length : a)));
  const shape = x.shape.map((d, i) => (at.has(i) ? 1 : d));
  if (shape.every((d) => typeof d === 'number')) return op.Reshape(dy, shape.map(Number), shape);
  throw new Error('a reduction without kept axes needs known sizes to be differentiated');
}

/** 1 / the number of elements that a mean was taken over. */
function shareOf(op: Ops, site: NodeContext): Value {
  const { shape } = site.x();
  const sizes = site.list('axes').map((a) => Number(shape.at(a)));
  const share = 1 / sizes.reduce((n, d) => n * d, 1);
  if (Number.isFinite(share)) return op.graph.scalar(share);
  throw new Error('a mean over an axis of unknown size cannot be differentiated');
}

/** Zeros of x's shape, with `size` along the axis. */
function zerosLike(op: Ops, x: Value, axis: number, size: number): Value {
  return op.Mul(op.Slice(x, axis, 0, size), op.graph.scalar(0));
}
