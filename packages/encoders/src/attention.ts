import type { Value } from '@stopover/onnx-graph';
import { type Building, dropout, linear } from './building.ts';
import { squareList } from './layout.ts';

/**
 * Multi-head self-attention (Vaswani et al. 2017) of tokens x [T, hidden], in the square where each sequence is a row.
 * Names are BERT's: `<name>.query`, `.key`, `.value`.
 */
export function selfAttention(b: Building, x: Value, name: string): Value {
  const { op, config, layout } = b;
  const { hiddenSize, heads } = config;
  const width = hiddenSize / heads;
  const split = (which: string, axes: readonly number[], scale = 1) => {
    const flat = linear(b, x, `${name}.${which}`, hiddenSize, hiddenSize);
    const scaled = scale === 1 ? flat : op.Mul(flat, op.graph.scalar(scale));
    const square = op.Spread(scaled, layout.square, layout.flat);
    return op.Transpose(op.Reshape(square, [0, 0, heads, width], ['B', 'S', heads, width]), axes);
  };
  const query = split('query', [0, 2, 1, 3], 1 / Math.sqrt(width));
  const key = split('key', [0, 2, 3, 1]);
  const value = split('value', [0, 2, 1, 3]);
  const weights = op.Softmax(op.Add(op.MatMul(query, key), layout.mask));
  const mixed = op.MatMul(dropout(b, weights, config.attentionDropout), value);
  const rows = op.Reshape(op.Transpose(mixed, [0, 2, 1, 3]), [-1, hiddenSize], ['B*S', hiddenSize]);
  return op.Collect(rows, layout.flat, squareList(op, layout));
}
