import type { Ops, Value } from '@stopover/onnx-graph';

/** One trained tensor of a model, under its Hugging Face name. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** How a fresh one starts: N(0, initializer_range), or a constant. */
  readonly start: 'normal' | number;
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

/** The parameters of the graph being built: each is a graph input, of its own name unless another is given. */
export class Parameters {
  readonly #op: Ops;
  readonly #inputName: (parameter: Parameter) => string;
  readonly #all = new Map<string, { readonly parameter: Parameter; readonly value: Value; dense: boolean }>();
  readonly lookups: Lookup[] = [];

  constructor(op: Ops, inputName: (parameter: Parameter) => string = ({ name }) => name) {
    this.#op = op;
    this.#inputName = inputName;
  }

  /** The parameter as a whole; its gradient is dense. */
  use(parameter: Parameter): Value {
    const entry = this.#entry(parameter);
    entry.dense = true;
    return entry.value;
  }

  /** Rows of a table. */
  rows(parameter: Parameter, ids: Value): Value {
    const rows = this.#op.Gather(this.#op.graph.detach(this.#entry(parameter).value), ids);
    this.lookups.push({ parameter, ids, rows });
    return rows;
  }

  /** Every parameter that the graph takes, in order of first use. */
  get all(): readonly Parameter[] {
    return [...this.#all.values()].map(({ parameter }) => parameter);
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
