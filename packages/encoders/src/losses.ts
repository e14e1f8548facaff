import type { Ops, Value } from '@stopover/onnx-graph';
import type { HeadKind } from './architecture.ts';
import { inBatchNegatives } from './dual-encoder.ts';
import type { Layout } from './layout.ts';
import type { Parameters } from './parameters.ts';

/** A logit that no softmax gives weight to, and that no float32 sum overflows on. */
const never = -1e9;

/** Logits as predictions are read from them, and the loss, whose feeds exist once it is asked for. */
export interface Scored {
  readonly logits: Value;
  readonly loss: () => Value;
}

/**
 * The loss of each kind, from the head's logits. Feeds declared here, beside the layout's:
 * classification `labels` [R], `weights` [R]; choice `grid` [N, C], `places` [R], `labels` [N], `weights` [N];
 * span `starts` [B], `ends` [B], `weights` [B]; tagging `labels` [T], `weights` [T]; mlm `labels` [M], `weights` [M];
 * ranking `excluded` [P, P], `labels` [P], `weights` [P].
 * Weights sum to 1 over what counts, so the loss is a mean.
 */
export const losses: {
  readonly [K in HeadKind]: (op: Ops, logits: Value, layout: Layout, parameters: Parameters) => Scored;
} = {
  classification: (op, logits) => ({ logits, loss: () => rowLoss(op, logits, 'R') }),
  tagging: (op, logits) => ({ logits, loss: () => rowLoss(op, logits, 'T') }),
  mlm: (op, logits) => ({ logits, loss: () => rowLoss(op, logits, 'M') }),
  ranking: (op, pooled, _layout, parameters) => {
    const vectors = op.L2Normalize(pooled);
    return { logits: vectors, loss: () => rowLoss(op, inBatchNegatives(op, vectors, parameters), 'P') };
  },
  choice: (op, logits) => {
    const grid = op.graph.input('grid', 'int64', ['N', 'C']);
    const places = op.graph.input('places', 'int64', ['R']);
    const square = op.Reshape(op.Pad(logits, grid, places, never), [0, 0], ['N', 'C']);
    return { logits: square, loss: () => rowLoss(op, square, 'N') };
  },
  span: (op, logits, { square, flat }) => {
    // The softmax runs over the tokens of a sequence, so the logits go to the square first.
    const placed = op.Pad(logits, square, flat, never);
    const side = (i: number) => op.Reshape(op.Slice(placed, 2, i, i + 1), [0, 0], ['B', 'S']);
    const loss = () => {
      const weights = op.graph.input('weights', op.graph.float, ['B']);
      const at = (name: string, x: Value) => op.CrossEntropy(x, op.graph.input(name, 'int64', ['B']), weights);
      return op.Mul(op.Add(at('starts', side(0)), at('ends', side(1))), op.graph.scalar(0.5));
    };
    return { logits: placed, loss };
  },
};

function rowLoss(op: Ops, logits: Value, rows: string): Value {
  const labels = op.graph.input('labels', 'int64', [rows]);
  const weights = op.graph.input('weights', op.graph.float, [rows]);
  return op.CrossEntropy(logits, labels, weights);
}
