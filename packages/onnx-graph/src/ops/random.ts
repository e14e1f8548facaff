import type { GraphBuilder } from '../builder.ts';
import type { Value } from '../value.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';

/** Operators that draw random numbers, each from a seed of its own. */
export const random = (g: GraphBuilder) => ({
  /** Zeroes a share of x and scales the rest by 1 / (1 − share); gives [y, kept]. The stream follows from the seed. */
  Dropout: (x: Value, share: number, seed: number): readonly Value[] => {
    if (g.dialect.dropout === 'fed') return fed(g, x, share);
    return g.dialect.dropout === 'counted' ? counted(g, x, share, seed) : drawn(g, x, share, seed);
  },
});

/** Dropout by factors that are fed. */
function fed(g: GraphBuilder, x: Value, share: number): readonly Value[] {
  const input = g.factors(x, share);
  return [elementwise(g).Mul(x, input), input];
}

const drawn = (g: GraphBuilder, x: Value, share: number, seed: number): readonly Value[] =>
  g.node({
    op: 'Dropout',
    // ONNX wants the ratio as an input; a float32 scalar whatever x is would be allowed, ours is x's own type.
    inputs: [x, g.scalar(share), g.yes()],
    outputs: [
      { type: x.type, shape: x.shape },
      { type: 'bool', shape: x.shape },
    ],
    attributes: { seed: { int: seed } },
  });

/**
 * Dropout from a hash of each element's place, the node's seed and the int32 scalar that is fed as `dropout.seed`. For
 * each size that is known only when the graph runs, `iota.<size>` is fed: 0, 1, 2, …
 */
function counted(g: GraphBuilder, x: Value, share: number, seed: number): readonly Value[] {
  return g.compound('Dropout', [x, g.scalar(share)], {}, () => {
    const { Add, Mul, Less, Where } = elementwise(g);
    let hash = mixed(g, Add(mixed(g, g.sharedInput('dropout.seed', 'int32', [])), g.whole(seed | 0)));
    x.shape.forEach((_, axis) => {
      // An odd multiplier sets neighbours apart by more than the low bits.
      hash = mixed(g, Add(hash, Mul(places(g, x, axis), g.whole(0x9e3779b1 | 0))));
    });
    const kept = Less(g.whole(Math.round(share * 2 ** 32 - 2 ** 31) - 1), hash);
    return [Where(kept, Mul(x, g.scalar(1 / (1 - share))), g.scalar(0)), kept];
  });
}

/** 0, 1, 2, … along one axis of x, as a tensor that broadcasts against it. */
function places(g: GraphBuilder, x: Value, axis: number): Value {
  const size = x.shape[axis] ?? 1;
  const shape = x.shape.slice(axis).map((d, i) => (i === 0 ? d : 1));
  const { Reshape } = layout(g);
  if (typeof size === 'string') {
    const iota = g.sharedInput(`iota.${size}`, 'int32', [size]);
    return Reshape(
      iota,
      shape.map((_, i) => (i === 0 ? -1 : 1)),
      shape,
    );
  }
  return g.constant([...Array(size).keys()], shape.map(Number), 'int32');
}

/**
 * A hash of int32, which wraps around on every device: x (2x + 1), then twice a fold of the high bits onto the low ones
 * and a multiplication, which carries all of it into the high bits that a threshold looks at. Division takes the place
 * of the usual shift and a sum that of exclusive-or, for which there are no kernels everywhere; without the square,
 * neighbours would then be correlated (the test sees it).
 */
function mixed(g: GraphBuilder, x: Value): Value {
  const { Add, Mul, Div } = elementwise(g);
  const folded = (h: Value, bits: number) => Add(h, Div(h, g.whole(2 ** bits)));
  const square = Mul(x, Add(Mul(x, g.whole(2)), g.whole(1)));
  return Mul(folded(Mul(folded(square, 16), g.whole(0x7feb352d)), 15), g.whole(0x846ca68b | 0));
}
