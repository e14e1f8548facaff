import type { GraphBuilder } from './builder.ts';
import { compound } from './ops/compound.ts';
import { elementwise } from './ops/elementwise.ts';
import { indexing } from './ops/indexing.ts';
import { layout } from './ops/layout.ts';
import { linear } from './ops/linear.ts';
import { random } from './ops/random.ts';
import { reduce } from './ops/reduce.ts';

/** The operators over one graph: `op.Add(a, b)`. A misspelt one does not compile. */
export function createOps(g: GraphBuilder) {
  const basic = { ...elementwise(g), ...linear(g), ...reduce(g), ...layout(g), ...indexing(g), ...random(g) };
  return { graph: g, ...basic, ...compound(g, basic) };
}

export type Ops = ReturnType<typeof createOps>;
