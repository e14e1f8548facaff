import type { GraphBuilder } from '../builder.ts';
import type { Shape, Value } from '../value.ts';

const reduced = (shape: Shape, axes: readonly number[], keep: boolean): Shape => {
  const at = new Set(axes.map((a) => (a < 0 ? a + shape.length : a)));
  return shape.flatMap((d, i) => (at.has(i) ? (keep ? [1] : []) : [d]));
};

/** Sums, means and normalisations along axes. */
export const reduce = (g: GraphBuilder) => {
  const along =
    (op: string) =>
    (x: Value, axes: readonly number[], keep = true) =>
      g.one(op, [x, g.ints(axes)], x.type, reduced(x.shape, axes, keep), {
        attributes: { keepdims: { int: Number(keep) } },
        options: { axes, keep: Number(keep) },
      });
  const normalised = (op: string) => (x: Value) =>
    g.one(op, [x], x.type, x.shape, { attributes: { axis: { int: -1 } } });
  return {
    /** Sum along axes, which stay as size 1 unless `keep` is false. */
    ReduceSum: along('ReduceSum'),
    /** Mean along axes, which stay as size 1 unless `keep` is false. */
    ReduceMean: along('ReduceMean'),
    /** Along the last axis. */
    Softmax: normalised('Softmax'),
    /** Along the last axis. */
    LogSoftmax: normalised('LogSoftmax'),
    /** Along the last axis, scaled and shifted; gives [y, mean, 1 / standard deviation]. */
    LayerNormalization: (x: Value, scale: Value, shift: Value, epsilon: number) => {
      const statistics: Shape = [...x.shape.slice(0, -1), 1];
      return g.node({
        op: 'LayerNormalization',
        inputs: [x, scale, shift],
        outputs: [
          { type: x.type, shape: x.shape },
          { type: x.type, shape: statistics },
          { type: x.type, shape: statistics },
        ],
        attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
      });
    },
  };
};
