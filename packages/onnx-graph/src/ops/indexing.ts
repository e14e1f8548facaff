import type { GraphBuilder } from '../builder.ts';
import type { Value } from '../value.ts';

/** Operators that make indices, or read and write at them. */
export const indexing = (g: GraphBuilder) => ({
  /** Running sums of a list. */
  CumSum: (x: Value) => g.one('CumSum', [x, g.constant([0], [], 'int32')], x.type, x.shape),
  /** Rows of x by index along axis 0: [n, …] and indices [i, …] → [i, …, …]. */
  Gather: (x: Value, indices: Value) => g.one('Gather', [x, indices], x.type, [...indices.shape, ...x.shape.slice(1)]),
  /** One element per row: x [n, c] and indices [n, 1] → [n, 1]. */
  GatherElements: (x: Value, indices: Value) =>
    g.one('GatherElements', [x, indices], x.type, indices.shape, { attributes: { axis: { int: -1 } } }),
  /** A copy of x [n, c] in which row i's element indices[i, 0] is replaced by updates[i, 0]. */
  ScatterElements: (x: Value, indices: Value, updates: Value) =>
    g.one('ScatterElements', [x, indices, updates], x.type, x.shape, { attributes: { axis: { int: -1 } } }),
  /** A copy of x [n, …] to whose rows the updates [i, …] are added at indices [i, 1]; indices may repeat. */
  ScatterAdd: (x: Value, indices: Value, updates: Value) =>
    g.one('ScatterND', [x, wide(g, indices), updates], x.type, x.shape, { attributes: { reduction: { text: 'add' } } }),
});

// ScatterND alone takes int64 only.
const wide = (g: GraphBuilder, x: Value): Value =>
  x.type === 'int64' ? x : g.one('Cast', [x], 'int64', x.shape, { attributes: { to: { int: 7 } } });
