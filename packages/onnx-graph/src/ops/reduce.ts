import type { GraphBuilder } from '../builder.ts';
import { axisOf, broadcast, type Shape, type Value } from '../value.ts';

const reduced = (shape: Shape, axes: readonly number[], keep: boolean): Shape => {
  const at = new Set(axes.map((a) => axisOf(shape, a)));
  return shape.flatMap((d, i) => (at.has(i) ? (keep ? [1] : []) : [d]));
};

/** Sums, means and normalisations along axes. */
export const reduce = (g: GraphBuilder) => {
  const along =
    (op: string) =>
    (x: Value, axes: readonly number[], keep = true) =>
      g.one(op, [x, g.ints(axes)], x.type, reduced(x.shape, axes, keep), {
        // To ONNX no axes are all of them, unless this says otherwise.
        attributes: {
          keepdims: { int: Number(keep) },
          ...(axes.length === 0 ? { noop_with_empty_axes: { int: 1 } } : {}),
        },
        options: { axes, keep: Number(keep) },
      });
  const two = (op: string, a: Value, b: Value) => g.one(op, [a, b], a.type, broadcast(a.shape, b.shape));
  // Written out, because WebGPU has no kernel for the operator.
  const logSoftmax = (x: Value): Value => {
    const [y] = g.compound('LogSoftmax', [x], {}, () => {
      const lower = two('Sub', x, along('ReduceMax')(x, [-1]));
      const sum = along('ReduceSum')(g.one('Exp', [lower], x.type, x.shape), [-1]);
      return [two('Sub', lower, g.one('Log', [sum], x.type, sum.shape))];
    });
    if (!y) throw new Error('LogSoftmax has no output');
    return y;
  };
  // The operator's statistics are float32 whatever its input is; a gradient check in float64 needs its own.
  const exact = (x: Value, scale: Value, shift: Value | null, epsilon: number) =>
    g.compound('LayerNormalization', shift ? [x, scale, shift] : [x, scale], {}, () => {
      const mean = along('ReduceMean')(x, [-1]);
      const off = two('Sub', x, mean);
      const variance = two('Add', along('ReduceMean')(two('Mul', off, off), [-1]), g.scalar(epsilon));
      const inverse = two('Div', g.scalar(1), g.one('Sqrt', [variance], x.type, variance.shape));
      const scaled = two('Mul', two('Mul', off, inverse), scale);
      return [shift ? two('Add', scaled, shift) : scaled, mean, inverse];
    });
  return {
    /** Sum along axes, which stay as size 1 unless `keep` is false. */
    ReduceSum: along('ReduceSum'),
    /** Mean along axes, which stay as size 1 unless `keep` is false. */
    ReduceMean: along('ReduceMean'),
    /** Along the last axis. */
    Softmax: (x: Value) => g.one('Softmax', [x], x.type, x.shape, { attributes: { axis: { int: -1 } } }),
    /** Along the last axis. */
    LogSoftmax: logSoftmax,
    /** Along the last axis, scaled and, where there is a shift, shifted; gives [y, mean, 1 / standard deviation]. */
    LayerNormalization: (x: Value, scale: Value, shift: Value | null, epsilon: number) => {
      if (g.float === 'float64') return exact(x, scale, shift, epsilon);
      const statistics: Shape = [...x.shape.slice(0, -1), 1];
      return g.node({
        op: 'LayerNormalization',
        inputs: shift ? [x, scale, shift] : [x, scale],
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
