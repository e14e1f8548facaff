import type { GraphBuilder } from '../builder.ts';
import { fixed, type Shape, type Value } from '../value.ts';

/** Operators that move elements without computing. */
export const layout = (g: GraphBuilder) => {
  /** The sizes of x as an int64 vector: a constant where they are all known. */
  const Shape = (x: Value): Value =>
    x.shape.every((d) => typeof d === 'number')
      ? g.ints(x.shape.map(Number))
      : g.one('Shape', [x], 'int64', [x.shape.length]);
  return {
    Shape,
    Split: split(g),
    /**
     * `to` may use ONNX's 0 (copy) and -1 (infer); `shape` is what comes out. To take another value's sizes,
     * pass `Shape(other)` for `to`.
     */
    Reshape: (x: Value, to: readonly number[] | Value, shape: Shape) =>
      g.one('Reshape', [x, 'name' in to ? to : g.ints(to)], x.type, shape),
    Transpose: (x: Value, axes: readonly number[]) =>
      g.one(
        'Transpose',
        [x],
        x.type,
        axes.map((a) => x.shape[a] ?? 1),
        {
          attributes: { perm: { ints: axes } },
          options: { axes },
        },
      ),
    /** Repeats x to the sizes of `like`. */
    Expand: (x: Value, like: Value) => g.one('Expand', [x, Shape(like)], x.type, like.shape),
    /** Joins along an axis; `size` is the joined dimension. */
    Concat: (xs: readonly Value[], axis: number, size: Shape[number]) => {
      const [first] = xs;
      if (!first) throw new Error('Concat of nothing');
      const shape = first.shape.map((d, i) => (i === axis ? size : d));
      return g.one('Concat', xs, first.type, shape, { attributes: { axis: { int: axis } }, options: { axis } });
    },
    /** Columns [from, to) of one axis. */
    Slice: (x: Value, axis: number, from: number, to: number) =>
      g.one(
        'Slice',
        [x, g.ints([from]), g.ints([to]), g.ints([axis])],
        x.type,
        x.shape.map((d, i) => (i === axis ? to - from : d)),
        {
          options: { axis, from, to },
        },
      ),
  };
};

/** Equal parts along one axis, whose size is known: `op.Split(x, axis, parts)`. */
const split = (g: GraphBuilder) => {
  function Split(x: Value, axis: number, parts: 2): readonly [Value, Value];
  function Split(x: Value, axis: number, parts: 3): readonly [Value, Value, Value];
  function Split(x: Value, axis: number, parts: number): readonly Value[] {
    const size = fixed(x.shape, axis);
    if (size % parts !== 0) throw new Error(`an axis of ${size} does not split into ${parts} equal parts`);
    const shape = x.shape.map((d, i) => (i === axis ? size / parts : d));
    return g.node({
      op: 'Split',
      inputs: [x],
      outputs: Array.from({ length: parts }, () => ({ type: x.type, shape })),
      attributes: { axis: { int: axis }, num_outputs: { int: parts } },
      options: { axis },
    });
  }
  return Split;
};
