import type { Attributes, ElementType, Operation, Shape, Value } from './value.ts';

/** A node as it is written to the model. */
export interface Emitted {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Constant {
  readonly value: Value;
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;
}

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly type: ElementType; readonly shape: Shape }[];
  readonly attributes?: Attributes;
  readonly options?: Operation['options'];
}

/** How a graph is written for a device that has no kernel for some of what would be usual. */
export interface LoweringOptions {
  /** Whole-number inputs are int32: WebGPU has no kernel that reshapes, compares or casts int64. */
  readonly indices?: 'int32';
  /**
   * `counted`: dropout is computed from the elements' places and a seed that is fed; WebGPU has no random operators.
   * `fed`: its factors are fed, because the CPU's operator draws them one after the other on one thread.
   */
  readonly dropout?: 'counted' | 'fed';
  /**
   * Attention works on this many squares, each as wide as its longest sequence; they are gathered, one a head, by fed
   * indices: the CPU spares its transpositions, and most of the padding.
   */
  readonly squares?: number;
  /** Matrix products in float16; all else stays in the graph's float type. */
  readonly products?: 'float16';
}

/**
 * Collects the nodes of one graph. Operators are functions over it (`createOps`); nothing is global.
 * `float` is the type of every floating-point constant: float64 where gradients are checked by finite differences.
 */
export class GraphBuilder {
  readonly float: 'float32' | 'float64';
  readonly dialect: LoweringOptions;
  readonly inputs: Value[] = [];
  readonly outputs: { readonly name: string; readonly value: Value }[] = [];
  readonly nodes: Emitted[] = [];
  readonly constants: Constant[] = [];
  /** Inputs that are fed 0 for a `share` of their elements and 1 / (1 − share) for the others. */
  readonly dropped: { readonly input: Value; readonly share: number }[] = [];
  /** The shape of every input, constant and node's output by its name. */
  readonly shapes = new Map<string, Shape>();
  #draws = 0;
  readonly #scalars = new Map<string, Value>();
  readonly #taken = new Map<string, number>();
  #scope: readonly string[] = [];

  constructor(float: 'float32' | 'float64' = 'float32', dialect: LoweringOptions = {}) {
    this.float = float;
    this.dialect = dialect;
  }

  /** Names what is built inside after its place in the model, for profiles and error messages. */
  scope<T>(name: string, build: () => T): T {
    const outer = this.#scope;
    this.#scope = [...outer, name];
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** A graph input, fed by name at every run. */
  input(name: string, type: ElementType, shape: Shape): Value {
    const value: Value = { name, type: type === 'int64' ? (this.dialect.indices ?? type) : type, shape };
    this.inputs.push(value);
    this.shapes.set(name, shape);
    return value;
  }

  /** A graph input that all who ask for the name share. */
  sharedInput(name: string, type: ElementType, shape: Shape): Value {
    return this.#shared(`input ${name}`, () => this.input(name, type, shape));
  }

  /** An input of dropout factors for x. */
  factors({ type, shape }: Value, share: number): Value {
    const input = this.input(`dropped.${this.#draws++}`, type, shape);
    this.dropped.push({ input, share });
    return input;
  }

  /** Takes an input of dropout factors back that nothing reads any more, so that nobody draws them. */
  withdraw(factors: Value): void {
    const input = this.inputs.indexOf(factors);
    const dropped = this.dropped.findIndex((d) => d.input === factors);
    if (input >= 0) this.inputs.splice(input, 1);
    if (dropped >= 0) this.dropped.splice(dropped, 1);
  }

  /** Makes a value an output under a name of its own. */
  output(name: string, value: Value): void {
    this.outputs.push({ name, value });
  }

  /** A constant of the graph's float type, or of whole numbers when `type` says so. */
  constant(data: readonly number[], shape: readonly number[], type: 'float' | 'int64' | 'int32' = 'float'): Value {
    if (type === 'int32') return this.#keep(Int32Array.from(data), 'int32', shape);
    if (type === 'int64')
      return this.#keep(
        BigInt64Array.from(data, (x) => BigInt(x)),
        'int64',
        shape,
      );
    return this.#keep(this.float === 'float64' ? Float64Array.from(data) : Float32Array.from(data), this.float, shape);
  }

  /** A scalar constant, shared by all who ask for the same number. */
  scalar(x: number): Value {
    return this.#shared(`float ${x}`, () => this.constant([x], []));
  }

  /** A one-dimensional int64 constant, shared by all who ask for the same numbers. */
  ints(xs: readonly number[]): Value {
    return this.#shared(`ints ${xs.join()}`, () => this.constant(xs, [xs.length], 'int64'));
  }

  /** An int32 scalar, shared by all who ask for the same number. */
  whole(x: number): Value {
    return this.#shared(`int32 ${x}`, () => this.constant([x], [], 'int32'));
  }

  /** True, as Dropout's training mode wants it. */
  yes(): Value {
    return this.#shared('bool true', () => this.#keep(Uint8Array.of(1), 'bool', []));
  }

  /** Adds one operator; its outputs know where they come from. */
  node(spec: NodeSpec): readonly Value[] {
    const name = this.#fresh(spec.op);
    const outputs: Value[] = [];
    const from: Operation = { op: spec.op, inputs: spec.inputs, outputs, options: spec.options ?? {} };
    spec.outputs.forEach(({ type, shape }, i) => {
      const output = spec.outputs.length > 1 ? `${name}:${i}` : name;
      this.shapes.set(output, shape);
      outputs.push({ name: output, type, shape, from });
    });
    this.nodes.push({
      name,
      op: spec.op,
      inputs: spec.inputs.map((x) => x.name),
      outputs: outputs.map((x) => x.name),
      attributes: spec.attributes ?? {},
    });
    return outputs;
  }

  /** Adds an operator with one output. */
  one(op: string, inputs: readonly Value[], type: ElementType, shape: Shape, rest: Partial<NodeSpec> = {}): Value {
    const [output] = this.node({ ...rest, op, inputs, outputs: [{ type, shape }] });
    if (!output) throw new Error(`${op} has no output`);
    return output;
  }

  /**
   * Several operators that count as one for the gradient walker: what `build` makes is written to the graph,
   * but the returned values name `op` with `inputs` as their origin.
   */
  compound(
    op: string,
    inputs: readonly Value[],
    options: Operation['options'],
    build: () => readonly Value[],
  ): Value[] {
    const outputs: Value[] = [];
    const from: Operation = { op, inputs, outputs, options };
    for (const { name, type, shape } of build()) outputs.push({ name, type, shape, from });
    return outputs;
  }

  /** The same tensor under the same name, but without its origin: no gradient flows through it. */
  detach({ name, type, shape }: Value): Value {
    return { name, type, shape };
  }

  #shared(key: string, make: () => Value): Value {
    const value = this.#scalars.get(key) ?? make();
    this.#scalars.set(key, value);
    return value;
  }

  #keep(data: Constant['data'], type: ElementType, shape: readonly number[]): Value {
    const value: Value = { name: this.#fresh('constant'), type, shape };
    this.constants.push({ value, data });
    this.shapes.set(value.name, shape);
    return value;
  }

  #fresh(op: string): string {
    const base = [...this.#scope, op].join('.');
    const count = this.#taken.get(base) ?? 0;
    this.#taken.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  }
}
