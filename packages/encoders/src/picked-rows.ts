import type { GraphBuilder, Operation, Ops, Value } from '@stopover/onnx-graph';

/** The rows that the head alone reads, as `Ops.Unpad` takes them, and what rebuilding a layer's end needs to know. */
export interface PickedRows {
  readonly index: Value;
  readonly inverse: Value;
  readonly layerNormEpsilon: number;
}

/**
 * Operators for a graph whose head reads picked rows: what nothing but the head reads is computed for these rows alone,
 * which is nearly all of the last layer behind its attention. Exact, and the gradient of what is not read is zero anyway.
 */
export function pickedRowsOps(base: Ops, { index, inverse, layerNormEpsilon }: PickedRows): Ops {
  let alone: ReadonlySet<string> = new Set();
  const known = new Map<string, Value>();
  const dropouts = new Map<string, Drop>();
  const rowsOf = (x: Value): Value => {
    const rows = known.get(x.name) ?? (alone.has(x.name) ? rowwise(x) : undefined) ?? base.Unpad(x, index, inverse);
    known.set(x.name, rows);
    return rows;
  };
  const either = (y: Value, like: Value) => (isList(y, like) ? rowsOf(y) : y);
  /** The picked rows of an operation's result from those of its operands; undefined where it mixes rows. */
  const rowwise = (x: Value): Value | undefined => {
    const drop = dropouts.get(x.name);
    if (drop) return dropRows(base, rowsOf(drop.x), drop);
    const { op, inputs, options, outputs } = x.from ?? nothing;
    const [a, b, c] = inputs;
    if (a && b && op === 'Add') return base.Add(either(a, x), either(b, x));
    if (a && b && op === 'Mul') return base.Mul(either(a, x), either(b, x));
    if (!a || !isList(a, x)) return undefined;
    switch (op) {
      case 'Gelu':
        return base.Gelu(rowsOf(a));
      case 'LayerNormalization':
        return b && base.LayerNormalization(rowsOf(a), b, c ?? null, layerNormEpsilon)[0];
      case 'Gemm': // a transposed operand has its rows elsewhere
        return b && options['transA'] !== 1
          ? base.Gemm(rowsOf(a), b, c ?? null, { transB: options['transB'] === 1 })
          : undefined;
      case 'Split': {
        if (options['axis'] !== 1 || outputs.length !== 2) return undefined;
        const parts = base.Split(rowsOf(a), 1, 2);
        for (const [i, part] of parts.entries()) known.set(outputs[i]?.name ?? '', part);
        return known.get(x.name);
      }
      default:
        return undefined;
    }
  };
  return {
    ...base,
    Dropout: (x, share, seed) => {
      const made = base.Dropout(x, share, seed);
      const [y, kept] = made;
      if (y) dropouts.set(y.name, { x, share, seed, kept });
      return made;
    },
    Unpad: (x, at, back) => {
      if (at !== index) return base.Unpad(x, at, back);
      if (known.size === 0) alone = readAlone(x, base.graph.nodes, dropouts);
      return rowsOf(x);
    },
  };
}

/** A dropout as it was asked for, and what it keeps of each element. */
interface Drop {
  readonly x: Value;
  readonly share: number;
  readonly seed: number;
  readonly kept: Value | undefined;
}

/** The same dropout on some rows of its operand, instead of on all. */
function dropRows(base: Ops, rows: Value, { share, seed, kept }: Drop): Value | undefined {
  if (kept) base.graph.withdraw(kept);
  return base.Dropout(rows, share, seed)[0];
}

const nothing: Operation = { op: '', inputs: [], options: {}, outputs: [] };

const isList = (x: Value, like: Value) => x.shape.length === like.shape.length && x.shape[0] === like.shape[0];

/** The operands of a row-wise operation that have the rows of its result. */
function listsOf(x: Value, dropouts: ReadonlyMap<string, Drop>): readonly Value[] {
  const drop = dropouts.get(x.name);
  if (drop) return [drop.x];
  const { op, inputs } = x.from ?? nothing;
  const lists = inputs.filter((y) => isList(y, x));
  if (op === 'Add' || op === 'Mul') return lists;
  return alongRows.has(op) ? lists.slice(0, 1) : [];
}

const alongRows: ReadonlySet<string> = new Set(['Gelu', 'LayerNormalization', 'Gemm', 'Split']);

/** Names of the values that, from `last` back along row-wise operations, nothing but these operations reads. */
function readAlone(
  last: Value,
  nodes: GraphBuilder['nodes'],
  dropouts: ReadonlyMap<string, Drop>,
): ReadonlySet<string> {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const names = new Set<string>();
  const waiting = [last];
  for (let x = waiting.pop(); x; x = waiting.pop()) {
    if (names.has(x.name)) continue;
    const lists = listsOf(x, dropouts);
    const outside = new Set([...lists, ...(x.from?.inputs ?? [])].map(({ name }) => name));
    // An operation of several nodes has values of its own between them.
    const inside = [x.name];
    for (let name = inside.pop(); name !== undefined; name = inside.pop()) {
      names.add(name);
      inside.push(...(makers.get(name)?.inputs ?? []).filter((y) => makers.has(y) && !outside.has(y)));
    }
    waiting.push(...lists);
  }
  const isShared = (name: string) =>
    nodes.some(({ inputs, outputs }) => inputs.includes(name) && !outputs.some((output) => names.has(output)));
  for (let before = -1; before !== names.size; ) {
    before = names.size;
    for (const name of [...names]) if (name !== last.name && isShared(name)) names.delete(name);
  }
  return names;
}
