import { createOps, GraphBuilder, type Value } from '@stopover/onnx-graph';
import type { HeadSpec } from './architecture.ts';
import type { Building } from './building.ts';
import type { GraphOptions } from './model-graph.ts';
import { paddedLayout } from './padded-layout.ts';
import { type Parameter, Parameters } from './parameters.ts';

/** The kinds whose models other libraries run from padded squares of tokens. */
export type ExportKind = Exclude<HeadSpec['kind'], 'choice' | 'ranking'>;

/** A graph for other programs, and the parameters that it wants as constants. */
export interface ExportGraph {
  readonly graph: GraphBuilder;
  readonly parameters: readonly Parameter[];
}

/**
 * Encoder and head with the inputs and outputs that ONNX models of Python transformers have: `input_ids`,
 * `attention_mask` and, with segments, `token_type_ids` [batch, sequence] in; out comes `logits` [batch, size], or
 * [batch, sequence, size] of tags and masked words, or `start_logits` and `end_logits` [batch, sequence].
 */
export function exportGraph(
  { architecture, config }: Pick<GraphOptions, 'architecture' | 'config'>,
  { kind, size }: HeadSpec & { readonly kind: ExportKind },
): ExportGraph {
  const graph = new GraphBuilder();
  const { layout, op, first, real, toSquare } = paddedLayout(createOps(graph), architecture, config);
  const b: Building = { op, config, parameters: new Parameters(op), layout, nextSeed: undefined };
  const last = architecture.encode(b).at(-1);
  if (!last) throw new Error('an encoder has at least its embeddings');
  // A head that adds up a sequence's states counts on nothing where there is no token.
  const hidden = op.Mul(last, real);
  const every = { index: layout.flat, inverse: layout.flat };
  const picked = kind === 'classification' ? first : every;
  const logits = graph.scope('head', () => architecture.head(b, hidden, { kind, size }, picked));
  if (kind === 'span') {
    const side = (name: string, i: number) => graph.output(name, plane(op.Slice(toSquare(logits), 2, i, i + 1)));
    const plane = (x: Value) => op.Reshape(x, [0, 0], ['B', 'S']);
    side('start_logits', 0);
    side('end_logits', 1);
  } else {
    graph.output('logits', kind === 'classification' ? logits : toSquare(logits));
  }
  return { graph, parameters: b.parameters.all };
}
