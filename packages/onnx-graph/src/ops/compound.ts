import type { GraphBuilder } from '../builder.ts';
import type { Shape, Value } from '../value.ts';
import type { elementwise } from './elementwise.ts';
import type { indexing } from './indexing.ts';
import type { layout } from './layout.ts';
import type { reduce } from './reduce.ts';

type Basic = ReturnType<typeof elementwise> &
  ReturnType<typeof layout> &
  ReturnType<typeof indexing> &
  ReturnType<typeof reduce>;

/** Several standard operators that have one gradient rule together, because it is cheaper or exact where theirs are not. */
export const compound = (g: GraphBuilder, op: Basic) => {
  const single = singleOn(g);
  return {
    ...headOps(g, op, single),
    ...unitLength(g, op),
    /**
     * Rows of x [n, …] by `index` [i…] with values 0…n, where n stands for a row of `fill`. Each row of x appears
     * exactly once; `inverse` [n] says where, as an index into the flattened `index`. Takes the list of real tokens
     * to a padded square.
     */
    Pad: (x: Value, index: Value, inverse: Value, fill = 0): Value =>
      single('Pad', [x, index, inverse], () => op.Gather(withFill(g, op, x, fill), index)),
    /**
     * Rows of x [n, …] by `index` [i], no row twice. `inverse` [n] says where each row went, i where nowhere.
     * Takes a padded square to the list of real tokens, or that list to a few of them.
     */
    Unpad: (x: Value, index: Value, inverse: Value): Value =>
      single('Unpad', [x, index, inverse], () => op.Gather(x, index)),
    /**
     * Turns each pair of numbers, one from the first half of the last axis and one from the second, by an angle given
     * as its cosine and sine: x [..., 2n], cos and sin [..., n]. Rotary positions are made of it (Su et al. 2021).
     */
    Rotate: (x: Value, cos: Value, sin: Value): Value =>
      single('Rotate', [x, cos, sin], () => {
        const last = x.shape.length - 1;
        const [a, b] = op.Split(x, last, 2);
        const turned = [op.Sub(op.Mul(a, cos), op.Mul(b, sin)), op.Add(op.Mul(b, cos), op.Mul(a, sin))];
        return op.Concat(turned, last, x.shape[last] ?? 1);
      }),
    /** x Φ(x) with the error function, as `gelu` in Hugging Face configs (Hendrycks and Gimpel 2016). Gives [y, Φ(x)]. */
    Gelu: (x: Value): Value => {
      const [y] = g.compound('Gelu', [x], {}, () => {
        const cdf = op.Mul(op.Add(op.Erf(op.Mul(x, g.scalar(Math.SQRT1_2))), g.scalar(1)), g.scalar(0.5));
        return [op.Mul(x, cdf), cdf];
      });
      if (!y) throw new Error('Gelu has no output');
      return y;
    },
    /**
     * Weighted negative log-likelihood: Σ weights[i] · −log softmax(logits)[i, labels[i]].
     * logits [n, c], labels [n] int64 in 0…c−1, weights [n] (0 leaves a row out; their sum is 1 for a mean) → scalar.
     */
    CrossEntropy: (logits: Value, labels: Value, weights: Value): Value => {
      const [loss] = g.compound('CrossEntropy', [logits, labels, weights], {}, () => {
        const logProbabilities = op.LogSoftmax(logits);
        const picked = op.GatherElements(logProbabilities, column(op, labels));
        const loss = op.Neg(op.ReduceSum(op.Mul(picked, column(op, weights)), [0, 1], false));
        return [loss, logProbabilities];
      });
      if (!loss) throw new Error('CrossEntropy has no output');
      return loss;
    },
  };
};

const unitLength = (g: GraphBuilder, op: Basic) => ({
  /** Rows of x [n, w], each scaled to length 1; a row of zeros stays one. Gives [y, 1 / length]. */
  L2Normalize: (x: Value): Value => {
    const [y] = g.compound('L2Normalize', [x], {}, () => {
      // PyTorch's normalize divides by no less than 1e-12.
      const length = op.Sqrt(op.Add(op.ReduceSum(op.Mul(x, x), [-1]), g.scalar(1e-24)));
      const inverse = op.Div(g.scalar(1), length);
      return [op.Mul(x, inverse), inverse];
    });
    if (!y) throw new Error('L2Normalize has no output');
    return y;
  },
});

/** A compound of one output. */
type Single = (name: string, inputs: readonly Value[], build: () => Value) => Value;

const singleOn =
  (g: GraphBuilder): Single =>
  (name, inputs, build) => {
    const [y] = g.compound(name, inputs, {}, () => [build()]);
    if (!y) throw new Error(`${name} has no output`);
    return y;
  };

/** From tokens to heads and back. */
const headOps = (g: GraphBuilder, op: Basic, single: Single) => ({
  /**
   * Tokens [T, heads · w] as squares, one a head: of each set of sequences [B, heads, S, w]. What stands at empty places
   * is some token's, and must not matter; nor does a gradient there.
   */
  SplitHeads: (x: Value, at: HeadPlaces): readonly Value[] =>
    g.compound('SplitHeads', [x, ...placeInputs(at)], {}, () => {
      const rows = asHeads(op, x, at);
      return at.squares.map(({ any }) => op.Gather(rows, any));
    }),
  /** Back from squares, one a head, to tokens. */
  MergeHeads: (xs: readonly Value[], at: HeadPlaces): Value =>
    single('MergeHeads', [...xs, ...placeInputs(at)], () => {
      const [heads, width] = [Number(at.flat.shape[1]), Number(xs[0]?.shape[3])];
      const rows = xs.map((x) => op.Reshape(x, [-1, width], [`${x.name}#`, width]));
      const all = rows.length === 1 && rows[0] ? rows[0] : op.Concat(rows, 0, 'B*H*S');
      return op.Reshape(op.Gather(all, at.flat), [-1, heads * width], [at.flat.shape[0] ?? 1, heads * width]);
    }),
  /** The gradient of `MergeHeads`: like `SplitHeads`, but empty places are zero. */
  ToZeroedHeads: (x: Value, at: HeadPlaces): readonly Value[] => {
    const rows = withFill(g, op, asHeads(op, x, at), 0);
    return at.squares.map(({ exact }) => op.Gather(rows, exact));
  },
});

/** Where each head's part of each token stands in the squares, and back; all whole numbers. */
export interface HeadPlaces {
  /** Row of [B · heads · S, w], all squares one after the other, for each token's head [T, heads]. */
  readonly flat: Value;
  readonly squares: readonly SquarePlaces[];
}

/** One set of sequences, laid out as wide as the longest of them. */
export interface SquarePlaces {
  /** Row of [T · heads, w] for each place [B, heads, S]; any row where there is no token. */
  readonly any: Value;
  /** The same, but T · heads where there is no token. */
  readonly exact: Value;
}

const placeInputs = ({ flat, squares }: HeadPlaces): readonly Value[] => [
  flat,
  ...squares.flatMap(({ any, exact }) => [any, exact]),
];

/** The places among an operation's inputs, behind its first `before`. */
export function placesIn(inputs: readonly Value[], before: number): HeadPlaces {
  const [flat, ...rest] = inputs.slice(before);
  if (!flat) throw new Error('an operation on heads takes their places');
  const squares = rest.flatMap((any, i) => {
    const exact = rest[i + 1];
    return i % 2 === 0 && exact ? [{ any, exact }] : [];
  });
  return { flat, squares };
}

const asHeads = (op: Pick<Basic, 'Reshape'>, x: Value, { flat }: HeadPlaces): Value => {
  const width = Number(x.shape[1]) / Number(flat.shape[1]);
  return op.Reshape(x, [-1, width], ['T*H', width]);
};

/** [n] → [n, 1]. */
export const column = (op: Pick<Basic, 'Reshape'>, x: Value): Value => op.Reshape(x, [-1, 1], [x.shape[0] ?? 1, 1]);

/** x [n, …] with one more row, of `fill`. */
function withFill(g: GraphBuilder, op: Pick<Basic, 'Concat'>, x: Value, fill: number): Value {
  const rest: Shape = x.shape.slice(1);
  const numbers = Array.from({ length: rest.reduce<number>((n, d) => n * Number(d), 1) }, () => fill);
  return op.Concat([x, g.constant(numbers, [1, ...rest.map(Number)])], 0, `${x.shape[0]}+1`);
}
