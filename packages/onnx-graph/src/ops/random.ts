import type { GraphBuilder } from '../builder.ts';
import type { Value } from '../value.ts';

/** Operators that draw random numbers, each from a seed of its own. */
export const random = (g: GraphBuilder) => ({
  /** Zeroes a share of x and scales the rest by 1 / (1 − share); gives [y, kept]. The stream follows from the seed. */
  Dropout: (x: Value, share: number, seed: number) =>
    g.node({
      op: 'Dropout',
      // ONNX wants the ratio as an input; a float32 scalar whatever x is would be allowed, ours is x's own type.
      inputs: [x, g.scalar(share), g.yes()],
      outputs: [
        { type: x.type, shape: x.shape },
        { type: 'bool', shape: x.shape },
      ],
      attributes: { seed: { int: seed } },
    }),
});
