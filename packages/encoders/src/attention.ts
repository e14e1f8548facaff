import type { HeadPlaces, Shape, Value } from '@stopover/onnx-graph';
import { type Building, dropout, linear } from './building.ts';
import { squareList } from './layout.ts';

/** What attention is made of, each over the list of tokens [T, hidden], and which places it may look at. */
export interface Attended {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  /** Added to the scores of each of the layout's squares; broadcasts to [B, heads, S, S]. */
  readonly masks: readonly Value[];
}

/** Multi-head attention (Vaswani et al. 2017) within each sequence, in squares where each is a row. */
export function attend(b: Building, { query, key, value, masks }: Attended): Value {
  const { op, config } = b;
  const width = config.hiddenSize / config.heads;
  const scaled = op.Mul(query, op.graph.scalar(1 / Math.sqrt(width)));
  const [queries, keys, values] = [toHeads(b, scaled), toHeads(b, key), toHeads(b, value)];
  const mixed = masks.map((mask, i) => {
    const [q, k, v] = [queries[i], keys[i], values[i]];
    if (!q || !k || !v) throw new Error('a mask belongs to each square of the layout');
    const scores = op.MatMul(q, op.Transpose(k, [0, 1, 3, 2]));
    return op.MatMul(dropout(b, op.Softmax(op.Add(scores, mask)), config.attentionDropout), v);
  });
  return fromHeads(b, mixed);
}

/** Tokens [T, hidden] as squares, one a head [B, heads, S, width]. */
function toHeads(b: Building, x: Value): readonly Value[] {
  const { op, config, layout } = b;
  const { hiddenSize, heads } = config;
  if (op.graph.dialect.squares) return op.SplitHeads(x, headPlaces(b, op.graph.dialect.squares));
  const square = op.Pad(x, layout.square, layout.flat);
  const split = op.Reshape(square, [0, 0, heads, hiddenSize / heads], ['B', 'S', heads, hiddenSize / heads]);
  return [op.Transpose(split, [0, 2, 1, 3])];
}

function fromHeads(b: Building, xs: readonly Value[]): Value {
  const { op, config, layout } = b;
  const { hiddenSize } = config;
  if (op.graph.dialect.squares) return op.MergeHeads(xs, headPlaces(b, op.graph.dialect.squares));
  const [x, ...more] = xs;
  if (!x || more.length > 0) throw new Error('there is one square');
  const rows = op.Reshape(op.Transpose(x, [0, 2, 1, 3]), [-1, hiddenSize], ['B*S', hiddenSize]);
  return op.Unpad(rows, layout.flat, squareList(op, layout));
}

/** Feeds that follow from `square` and `flat`: `heads.flat` [T, heads]; `heads.n.any`, `heads.n.exact` [Bn, heads, Sn]. */
function headPlaces({ op, config: { heads } }: Building, count: number): HeadPlaces {
  const input = (name: string, shape: Shape) => op.graph.sharedInput(`heads.${name}`, 'int64', shape);
  const squares = Array.from({ length: count }, (_, i) => ({
    any: input(`${i}.any`, [`B${i}`, heads, `S${i}`]),
    exact: input(`${i}.exact`, [`B${i}`, heads, `S${i}`]),
  }));
  return { flat: input('flat', ['T', heads]), squares };
}

/** Self-attention of tokens x [T, hidden] under BERT's names: `<name>.query`, `.key`, `.value`. */
export function selfAttention(b: Building, x: Value, name: string): Value {
  const { hiddenSize } = b.config;
  const project = (which: string) => linear(b, x, `${name}.${which}`, hiddenSize, hiddenSize);
  const { masks } = b.layout;
  return attend(b, { query: project('query'), key: project('key'), value: project('value'), masks });
}
