// What a run of a graph computes, counted from its nodes and the sizes that its feeds have.
import type { Emitted, GraphBuilder } from './builder.ts';
import { neededNodes } from './serialize.ts';
import type { Dim, Shape } from './value.ts';

/** What running a graph takes, without a machine. */
export interface Work {
  /** Floating-point operations of its matrix products, two for each multiplication and addition. */
  readonly flops: number;
  /** Numbers that its other nodes write, as far as their shapes are told by the batch's sizes. */
  readonly elements: number;
  /** Nodes that are run. */
  readonly nodes: number;
}

/** Counts with the same sizes: so many times the product of them. */
interface Term {
  factor: number;
  readonly sizes: readonly string[];
}

/** Nodes that hand their input on under another shape or name. */
const free: ReadonlySet<string> = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Constant', 'Shape']);

/** A graph's work as a sum of products of the sizes that a batch decides. */
export class GraphCost {
  readonly #products = new Map<string, Term>();
  readonly #elements = new Map<string, Term>();
  /** Nodes that do something. */
  readonly nodes: number;

  /** The builder's nodes that its outputs come from, as it is now. */
  constructor(builder: GraphBuilder) {
    const nodes = neededNodes(builder).filter(({ op }) => !free.has(op));
    for (const node of nodes) {
      const shapes = (names: readonly string[]) => names.map((name) => builder.shapes.get(name) ?? []);
      const [inputs, outputs] = [shapes(node.inputs), shapes(node.outputs)];
      const inner = innerSize(node, inputs);
      if (inner === undefined) for (const shape of outputs) add(this.#elements, shape, 1);
      else add(this.#products, [...(outputs[0] ?? []), inner], 2);
    }
    this.nodes = nodes.length;
  }

  /**
   * Its work on a batch.
   * @throws Error for a size of a matrix product that the batch does not tell.
   */
  on(sizes: ReadonlyMap<string, number>): Work {
    let [flops, elements] = [0, 0];
    for (const term of this.#products.values()) flops += timesSizes(term, sizes) ?? unknown(term);
    for (const term of this.#elements.values()) elements += timesSizes(term, sizes) ?? 0;
    return { flops, elements, nodes: this.nodes };
  }
}

/** What a matrix product sums over; undefined for another node. */
function innerSize({ op, attributes }: Emitted, [a]: readonly Shape[]): Dim | undefined {
  if (op === 'MatMul') return a?.at(-1);
  if (op !== 'Gemm') return undefined;
  const { transA } = attributes;
  return a?.at(transA && 'int' in transA && transA.int === 1 ? 0 : 1);
}

function add(terms: Map<string, Term>, shape: Shape, times: number): void {
  const factor = shape.reduce<number>((product, size) => (typeof size === 'number' ? product * size : product), times);
  // A size may itself be a product: `B*S`.
  const sizes = shape.flatMap((size) => (typeof size === 'number' ? [] : size.split('*'))).sort();
  const key = sizes.join('*');
  const term = terms.get(key) ?? { factor: 0, sizes };
  term.factor += factor;
  terms.set(key, term);
}

/** Undefined where a size is not known. */
function timesSizes({ factor, sizes: names }: Term, sizes: ReadonlyMap<string, number>): number | undefined {
  let product = factor;
  for (const name of names) product *= sizes.get(name) ?? Number.NaN;
  return Number.isNaN(product) ? undefined : product;
}

function unknown({ sizes }: Term): never {
  throw new Error(`a matrix product has the sizes ${sizes.join(', ')}, and the batch does not tell them all`);
}
