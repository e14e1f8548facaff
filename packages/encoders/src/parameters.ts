import type { Ops, Value } from '@stopover/onnx-graph';

/** One trained tensor of a model, under its Hugging Face name. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** How a fresh one starts: N(0, initializer_range), a constant, or U(−u, u). */
  readonly start: 'normal' | number | { readonly uniform: number };
  /** Row of an embedding table that stays as it is (`padding_idx` in PyTorch). */
  readonly frozenRow?: number;
}

/**
 * An embedding table read by row. Its gradient comes out as one row per id, to be added up where the table lives;
 * no graph ever builds a dense gradient of a table for it.
 */
export interface Lookup {
  readonly parameter: Parameter;
  /** The graph input that holds the row numbers. */
  readonly ids: Value;
  /** The rows [ids…, width]: differentiate with respect to these. */
  readonly rows: Value;
}

/** The number of the layer that a parameter is of; undefined where it is of none. */
export function layerOf(name: string): number | undefined {
  const number = /\.(\d+)\./.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** A weight matrix that multiplies states, by its module's name, with the widths that it goes from and to. */
export interface Linear {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** How a graph takes its parameters. */
export interface ParameterOptions {
  /** The name of a parameter's graph input; default: its own. */
  readonly inputName?: ((parameter: Parameter) => string) | undefined;
  /** Whether a parameter of a name is trained; default: all are. One that is not has no gradient, and none leads to it. */
  readonly trains?: ((name: string) => boolean) | undefined;
}

/** The parameters of the graph being built: each is a graph input. */
export class Parameters {
  readonly #op: Ops;
  readonly #inputName: (parameter: Parameter) => string;
  readonly #trains: (name: string) => boolean;
  readonly #all = new Map<string, { readonly parameter: Parameter; readonly value: Value; dense: boolean }>();
  /** Tables that are read by row and trained. */
  readonly lookups: Lookup[] = [];
  /** Those that `linear` has built. */
  readonly linears: Linear[] = [];

  constructor(op: Ops, { inputName = ({ name }) => name, trains = () => true }: ParameterOptions = {}) {
    this.#op = op;
    this.#inputName = inputName;
    this.#trains = trains;
  }

  /** The parameter as a whole; its gradient is dense. */
  use(parameter: Parameter): Value {
    const entry = this.#entry(parameter);
    entry.dense = this.#trains(parameter.name);
    return entry.value;
  }

  /** Rows of a table. */
  rows(parameter: Parameter, ids: Value): Value {
    const rows = this.#op.Gather(this.#op.graph.detach(this.#entry(parameter).value), ids);
    if (this.#trains(parameter.name)) this.lookups.push({ parameter, ids, rows });
    return rows;
  }

  /** Every parameter that the graph takes, in order of first use. */
  get all(): readonly Parameter[] {
    return [...this.#all.values()].map(({ parameter }) => parameter);
  }

  /** Those that are trained. */
  get trained(): readonly Parameter[] {
    return this.all.filter(({ name }) => this.#trains(name));
  }

  /** Those that stay as they are. */
  get frozen(): readonly Parameter[] {
    return this.all.filter(({ name }) => !this.#trains(name));
  }

  /** Those with a dense gradient. */
  get dense(): readonly { readonly parameter: Parameter; readonly value: Value }[] {
    return [...this.#all.values()].filter(({ dense }) => dense);
  }

  #entry(parameter: Parameter) {
    const known = this.#all.get(parameter.name);
    if (known) return known;
    const { float } = this.#op.graph;
    const value = this.#op.graph.input(this.#inputName(parameter), float, parameter.shape);
    const entry = { parameter, value, dense: false };
    this.#all.set(parameter.name, entry);
    return entry;
  }
}
