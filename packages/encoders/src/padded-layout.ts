import type { Ops, Value } from '@stopover/onnx-graph';
import type { Architecture, Picked } from './architecture.ts';
import type { EncoderConfig } from './config.ts';
import { type Layout, masked } from './layout.ts';

/** The layout of a graph that takes padded squares as other libraries feed them, and what goes with it. */
export interface PaddedLayout {
  readonly layout: Layout;
  /** Operators for which the list of tokens is the flattened square, padding included: going between them moves nothing. */
  readonly op: Ops;
  /** The first token of every sequence. */
  readonly first: Picked;
  /** 1 for a token, 0 for padding [T, 1]. */
  readonly real: Value;
  /** A list [T, …] as [batch, sequence, …]. */
  readonly toSquare: (x: Value) => Value;
}

/**
 * Declares `input_ids`, `attention_mask` and, once segments are asked for, `token_type_ids`, each int64
 * [batch, sequence], and derives an architecture's layout from them inside the graph.
 */
export function paddedLayout(
  base: Ops,
  { position }: Pick<Architecture, 'position'>,
  config: EncoderConfig,
): PaddedLayout {
  const g = base.graph;
  const input = (name: string) => g.input(name, 'int64', ['B', 'S']);
  const list = (x: Value) => base.Reshape(x, [-1], ['T']);
  const ids = input('input_ids');
  const attended = input('attention_mask');
  const real = base.Cast(attended, g.float);
  const sizes = base.Shape(ids);
  const toSquare = (x: Value) => {
    const rest = x.shape.slice(1);
    const to = rest.length === 0 ? sizes : base.Concat([sizes, g.ints(rest.map(Number))], 0, 2 + rest.length);
    return base.Reshape(x, to, ['B', 'S', ...rest]);
  };
  let segments: Value | undefined;
  const mask = base.Reshape(base.Mul(base.Sub(g.scalar(1), real), g.scalar(masked)), [0, 1, 1, -1], ['B', 1, 1, 'S']);
  const layout: Layout = {
    ids: list(ids),
    positions: list(positionsOf(base, attended, (n) => position(config, n), config.maxLength)),
    segments: () => {
      segments ??= list(input('token_type_ids'));
      return segments;
    },
    // Both stand for "the square" and "the list": the operators below know them and gather nothing.
    square: ids,
    flat: { name: 'the flattened square', type: 'int64', shape: ['T'] },
    mask,
    masks: [mask],
  };
  const start: Value = { name: 'the first tokens', type: 'int64', shape: ['R'] };
  const op: Ops = {
    ...base,
    Pad: (x, index, ...rest) => (index === layout.square ? toSquare(x) : base.Pad(x, index, ...rest)),
    Unpad: (x, index, inverse) => {
      if (index === layout.flat) return { ...x, shape: ['T', ...x.shape.slice(1)] };
      if (index !== start) return base.Unpad(x, index, inverse);
      const width = x.shape.slice(1);
      return base.Reshape(base.Slice(toSquare(x), 1, 0, 1), [-1, ...width.map(Number)], ['R', ...width]);
    },
  };
  return {
    layout,
    op,
    first: { index: start, inverse: layout.flat },
    real: base.Reshape(real, [-1, 1], ['T', 1]),
    toSquare,
  };
}

/** Row of the position table for each place: tokens are counted within their sequence, wherever its padding is. */
function positionsOf(op: Ops, attended: Value, position: (n: number) => number, most: number): Value {
  const g = op.graph;
  const table = g.constant(
    Array.from({ length: most }, (_, n) => position(n)),
    [most],
    'int64',
  );
  const counted = op.Sub(
    g.one('CumSum', [attended, g.constant([1], [], 'int64')], 'int64', attended.shape),
    g.ints([1]),
  );
  // Padding before the first token counts -1; it may have any row.
  return op.Gather(table, g.one('Max', [counted, g.ints([0])], 'int64', attended.shape));
}
