import type { Value } from '@stopover/onnx-graph';
import { type Building, dropout, linear } from './building.ts';
import { squareList } from './layout.ts';

/** What attention is made of, each over the list of tokens [T, hidden], and which places it may look at. */
export interface Attended {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  /** Added to the scores; broadcasts to [B, heads, S, S]. */
  readonly mask: Value;
}

/** Multi-head attention (Vaswani et al. 2017) within each sequence, in the square where each is a row. */
export function attend(b: Building, { query, key, value, mask }: Attended): Value {
  const { op, config, layout } = b;
  const { hiddenSize, heads } = config;
  const width = hiddenSize / heads;
  const split = (flat: Value, axes: readonly number[]) => {
    const square = op.Spread(flat, layout.square, layout.flat);
    return op.Transpose(op.Reshape(square, [0, 0, heads, width], ['B', 'S', heads, width]), axes);
  };
  const scaled = op.Mul(query, op.graph.scalar(1 / Math.sqrt(width)));
  const scores = op.MatMul(split(scaled, [0, 2, 1, 3]), split(key, [0, 2, 3, 1]));
  const weights = dropout(b, op.Softmax(op.Add(scores, mask)), config.attentionDropout);
  const mixed = op.MatMul(weights, split(value, [0, 2, 1, 3]));
  const rows = op.Reshape(op.Transpose(mixed, [0, 2, 1, 3]), [-1, hiddenSize], ['B*S', hiddenSize]);
  return op.Collect(rows, layout.flat, squareList(op, layout));
}

/** Self-attention of tokens x [T, hidden] under BERT's names: `<name>.query`, `.key`, `.value`. */
export function selfAttention(b: Building, x: Value, name: string): Value {
  const { hiddenSize } = b.config;
  const project = (which: string) => linear(b, x, `${name}.${which}`, hiddenSize, hiddenSize);
  const mask = b.layout.mask;
  return attend(b, { query: project('query'), key: project('key'), value: project('value'), mask });
}
