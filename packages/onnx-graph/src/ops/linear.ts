import type { GraphBuilder } from '../builder.ts';
import { broadcast, type Value } from '../value.ts';

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** Matrix products. */
export const linear = (g: GraphBuilder) => ({
  /** Batched product: [..., n, k] × [..., k, m] → [..., n, m]; leading dimensions broadcast. */
  MatMul: (a: Value, b: Value) => {
    const n = a.shape.at(-2) ?? 1;
    const m = b.shape.at(-1) ?? 1;
    return g.one('MatMul', [a, b], a.type, [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), n, m]);
  },
  /** A B (+ C) for matrices, each of A and B transposed first where the option says so. */
  Gemm: (a: Value, b: Value, c: Value | null, { transA = false, transB = false }: GemmOptions = {}) => {
    const n = a.shape[transA ? 1 : 0] ?? 1;
    const m = b.shape[transB ? 0 : 1] ?? 1;
    return g.one('Gemm', c ? [a, b, c] : [a, b], a.type, [n, m], {
      attributes: { transA: { int: Number(transA) }, transB: { int: Number(transB) } },
      options: { transA: Number(transA), transB: Number(transB) },
    });
  },
});
