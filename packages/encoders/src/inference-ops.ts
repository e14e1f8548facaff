import type { GraphBuilder, Ops, Value } from '@stopover/onnx-graph';

/** What a graph that only infers knows beforehand. */
export interface InferenceOptions {
  /** The rows that the head alone reads, where it reads some only. */
  readonly picked: Value | undefined;
  readonly layerNormEpsilon: number;
}

/**
 * Operators for a graph that only infers. What a head reads of picked rows is computed for these rows alone, which is
 * nearly all of the last layer behind its attention. GELU is ONNX's own operator, one pass over its input, where a
 * gradient wants its parts.
 */
export function inferenceOps(base: Ops, { picked, layerNormEpsilon }: InferenceOptions): Ops {
  const op: Ops = { ...base, Gelu: (x) => base.graph.one('Gelu', [x], x.type, x.shape) };
  if (!picked) return op;
  let alone: ReadonlySet<string> = new Set();
  const known = new Map<string, Value>();
  const rowsOf = (x: Value): Value => {
    const rows = known.get(x.name) ?? (alone.has(x.name) ? rowwise(x, rowsOf) : undefined) ?? base.Gather(x, picked);
    known.set(x.name, rows);
    return rows;
  };
  /** The picked rows of an operation's result from those of its operands; undefined where it mixes rows. */
  const rowwise = (x: Value, rows: (y: Value) => Value): Value | undefined => {
    const [a, b, c] = x.from?.inputs ?? [];
    if (!a) return undefined;
    switch (x.from?.op) {
      case 'Add':
        return b && base.Add(isList(a, x) ? rows(a) : a, isList(b, x) ? rows(b) : b);
      case 'Gelu':
        return op.Gelu(rows(a));
      case 'LayerNormalization':
        return b && base.LayerNormalization(rows(a), b, c ?? null, layerNormEpsilon)[0];
      case 'Gemm':
        return b && isList(a, x)
          ? base.Gemm(rows(a), b, c ?? null, { transB: x.from.options['transB'] === 1 })
          : undefined;
      default:
        return undefined;
    }
  };
  const Collect: Ops['Collect'] = (x, index, inverse) => {
    if (index !== picked) return base.Collect(x, index, inverse);
    if (known.size === 0) alone = readAlone(x, base.graph.nodes);
    return rowsOf(x);
  };
  return { ...op, Collect };
}

const isList = (x: Value, like: Value) => x.shape.length === like.shape.length && x.shape[0] === like.shape[0];

/** The operands of a row-wise operation that have the rows of its result. */
function listsOf(x: Value): readonly Value[] {
  const [a, b] = x.from?.inputs ?? [];
  switch (x.from?.op) {
    case 'Add':
      return [a, b].filter((y) => y !== undefined).filter((y) => isList(y, x));
    case 'Gelu':
    case 'LayerNormalization':
    case 'Gemm': // a transposed operand has its rows elsewhere
      return a && isList(a, x) ? [a] : [];
    default:
      return [];
  }
}

/** Names of the values that, from `last` back along row-wise operations, nothing but these operations reads. */
function readAlone(last: Value, nodes: GraphBuilder['nodes']): ReadonlySet<string> {
  const names = new Set([last.name]);
  const waiting = [last];
  for (let x = waiting.pop(); x; x = waiting.pop()) {
    for (const y of listsOf(x)) {
      if (names.has(y.name)) continue;
      names.add(y.name);
      waiting.push(y);
    }
  }
  const isShared = (name: string) => nodes.some((n) => n.inputs.includes(name) && !names.has(n.outputs[0] ?? ''));
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const name of [...names]) if (isShared(name)) names.delete(name);
  }
  return names;
}
