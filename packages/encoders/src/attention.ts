import type { HeadPlaces, Value } from '@stopover/onnx-graph';
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
  const { op, config } = b;
  const width = config.hiddenSize / config.heads;
  const scaled = op.Mul(query, op.graph.scalar(1 / Math.sqrt(width)));
  const scores = op.MatMul(toHeads(b, scaled), op.Transpose(toHeads(b, key), [0, 1, 3, 2]));
  const weights = dropout(b, op.Softmax(op.Add(scores, mask)), config.attentionDropout);
  return fromHeads(b, op.MatMul(weights, toHeads(b, value)));
}

/** Tokens [T, hidden] as squares, one a head [B, heads, S, width]. */
function toHeads(b: Building, x: Value): Value {
  const { op, config, layout } = b;
  const { hiddenSize, heads } = config;
  if (op.graph.dialect.heads === 'gathered') return op.ToHeads(x, headPlaces(b));
  const square = op.Spread(x, layout.square, layout.flat);
  const split = op.Reshape(square, [0, 0, heads, hiddenSize / heads], ['B', 'S', heads, hiddenSize / heads]);
  return op.Transpose(split, [0, 2, 1, 3]);
}

function fromHeads(b: Building, x: Value): Value {
  const { op, config, layout } = b;
  const { hiddenSize } = config;
  if (op.graph.dialect.heads === 'gathered') return op.FromHeads(x, headPlaces(b));
  const rows = op.Reshape(op.Transpose(x, [0, 2, 1, 3]), [-1, hiddenSize], ['B*S', hiddenSize]);
  return op.Collect(rows, layout.flat, squareList(op, layout));
}

/** Feeds that follow from `square` and `flat`: `heads.any`, `heads.square` [B, heads, S], `heads.flat` [T, heads]. */
function headPlaces({ op, config: { heads } }: Building): HeadPlaces {
  const square = (name: string) => op.graph.sharedInput(name, 'int64', ['B', heads, 'S']);
  const flat = op.graph.sharedInput('heads.flat', 'int64', ['T', heads]);
  return { any: square('heads.any'), square: square('heads.square'), flat };
}

/** Self-attention of tokens x [T, hidden] under BERT's names: `<name>.query`, `.key`, `.value`. */
export function selfAttention(b: Building, x: Value, name: string): Value {
  const { hiddenSize } = b.config;
  const project = (which: string) => linear(b, x, `${name}.${which}`, hiddenSize, hiddenSize);
  const mask = b.layout.mask;
  return attend(b, { query: project('query'), key: project('key'), value: project('value'), mask });
}
