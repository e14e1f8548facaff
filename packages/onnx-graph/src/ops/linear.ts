import type { GraphBuilder } from '../builder.ts';
import { broadcast, type Value } from '../value.ts';
import { elementwise } from './elementwise.ts';
import { layout } from './layout.ts';

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** Matrix products. */
export const linear = (g: GraphBuilder) => {
  const { Add, Cast } = elementwise(g);
  const { Reshape } = layout(g);
  const halved = g.dialect.products === 'float16';

  const [matMul, gemm] = [matMulOn(g), gemmOn(g)];
  /** The same product of float16 copies: one operation to the gradient walker, whose products are float16 in turn. */
  const inHalf = (
    op: string,
    inputs: readonly Value[],
    options: Readonly<Record<string, number>>,
    build: () => Value,
  ) => {
    const [y] = g.compound(op, inputs, options, () => [build()]);
    if (!y) throw new Error(`${op} has no output`);
    return y;
  };
  // ONNX Runtime's CPU provider has no float16 products and takes the casts around them out, unless something that it
  // does have in float16 stands between. A reshape to the same shape is free, and lets every device round alike.
  const settled = (x: Value) =>
    Reshape(
      x,
      x.shape.map(() => 0),
      x.shape,
    );
  const half = (x: Value) => settled(Cast(x, 'float16'));

  return {
    /** Batched product: [..., n, k] × [..., k, m] → [..., n, m]; leading dimensions broadcast. */
    MatMul: (a: Value, b: Value): Value =>
      halved ? inHalf('MatMul', [a, b], {}, () => Cast(settled(matMul(half(a), half(b))), a.type)) : matMul(a, b),
    /** A B (+ C) for matrices, each of A and B transposed first where the option says so. */
    Gemm: (a: Value, b: Value, c: Value | null, options: GemmOptions = {}): Value => {
      if (!halved) return gemm(a, b, c, options);
      const flags = { transA: Number(options.transA ?? false), transB: Number(options.transB ?? false) };
      return inHalf('Gemm', c ? [a, b, c] : [a, b], flags, () => {
        const product = Cast(settled(gemm(half(a), half(b), null, options)), a.type);
        return c ? Add(product, c) : product;
      });
    },
  };
};

const matMulOn =
  (g: GraphBuilder) =>
  (a: Value, b: Value): Value => {
    const [inner, other] = [a.shape.at(-1), b.shape.at(-2)];
    if (
      a.shape.length < 2 ||
      b.shape.length < 2 ||
      (typeof inner === 'number' && typeof other === 'number' && inner !== other)
    )
      throw new Error(`[${a.shape.join(', ')}] and [${b.shape.join(', ')}] have no matrix product`);
    const n = a.shape.at(-2) ?? 1;
    const m = b.shape.at(-1) ?? 1;
    return g.one('MatMul', [a, b], a.type, [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), n, m]);
  };

const gemmOn =
  (g: GraphBuilder) =>
  (a: Value, b: Value, c: Value | null, { transA = false, transB = false }: GemmOptions): Value => {
    const n = a.shape[transA ? 1 : 0] ?? 1;
    const m = b.shape[transB ? 0 : 1] ?? 1;
    return g.one('Gemm', c ? [a, b, c] : [a, b], a.type, [n, m], {
      attributes: { transA: { int: Number(transA) }, transB: { int: Number(transB) } },
      options: { transA: Number(transA), transB: Number(transB) },
    });
  };
