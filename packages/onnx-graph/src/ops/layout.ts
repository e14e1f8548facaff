import type { GraphBuilder } from '../builder.ts';
import { axisOf, fixed, type Shape, type Value } from '../value.ts';

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
    Transpose: (x: Value, axes: readonly number[]) => {
      if (axes.toSorted((a, b) => a - b).join() !== [...x.shape.keys()].join())
        throw new Error(`[${axes.join(', ')}] does not name each axis of [${x.shape.join(', ')}] once`);
      return g.one(
        'Transpose',
        [x],
        x.type,
        axes.map((a) => x.shape[a] ?? 1),
        {
          attributes: { perm: { ints: axes } },
          options: { axes },
        },
      );
    },
    /** Repeats x to the sizes of `like`, none of which is smaller. */
    Expand: (x: Value, like: Value) => {
      if (narrows(x.shape, like.shape))
        throw new Error(`[${x.shape.join(', ')}] does not expand to [${like.shape.join(', ')}]`);
      return g.one('Expand', [x, Shape(like)], x.type, like.shape);
    },
    Concat: concat(g),
    Slice: slice(g),
  };
};

/** Whether some size of x is neither 1 nor that of the wanted shape, as far as numbers tell. */
function narrows(x: Shape, wanted: Shape): boolean {
  return x.some((size, i) => {
    const other = wanted[wanted.length - x.length + i];
    return (
      other === undefined || (typeof size === 'number' && size !== 1 && typeof other === 'number' && size !== other)
    );
  });
}

/** Joins along an axis; `size` is the joined dimension. */
const concat = (g: GraphBuilder) => (xs: readonly Value[], along: number, size: Shape[number]) => {
  const [first] = xs;
  if (!first) throw new Error('Concat of nothing');
  const axis = axisOf(first.shape, along);
  const shape = first.shape.map((d, i) => (i === axis ? size : d));
  return g.one('Concat', xs, first.type, shape, { attributes: { axis: { int: axis } }, options: { axis } });
};

/** Columns [from, to) of one axis. @throws Error when they are not all there, as far as the size is known. */
const slice = (g: GraphBuilder) => (x: Value, along: number, from: number, to: number) => {
  const axis = axisOf(x.shape, along);
  const size = x.shape[axis];
  if (from < 0 || to < from || (typeof size === 'number' && to > size))
    throw new Error(`an axis of ${size} has no columns from ${from} to ${to}`);
  return g.one(
    'Slice',
    [x, g.ints([from]), g.ints([to]), g.ints([axis])],
    x.type,
    x.shape.map((d, i) => (i === axis ? to - from : d)),
    {
      options: { axis, from, to },
    },
  );
};

/** Equal parts along one axis, whose size is known: `op.Split(x, axis, parts)`. */
const split = (g: GraphBuilder) => {
  function Split(x: Value, axis: number, parts: 2): readonly [Value, Value];
  function Split(x: Value, axis: number, parts: 3): readonly [Value, Value, Value];
  function Split(x: Value, along: number, parts: number): readonly Value[] {
    const axis = axisOf(x.shape, along);
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
