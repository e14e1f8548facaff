import type { Operation, Ops, Value } from '@stopover/onnx-graph';

/** One operation as its rule sees it. */
export class NodeContext {
  readonly #operation: Operation;
  readonly #needed: ReadonlySet<Value>;
  readonly #found: ReadonlyMap<Value, Value>;

  /** `found` holds the gradients of the operation's outputs. */
  constructor(operation: Operation, needed: ReadonlySet<Value>, found: ReadonlyMap<Value, Value>) {
    this.#operation = operation;
    this.#needed = needed;
    this.#found = found;
  }

  /** The i-th input. */
  x(i = 0): Value {
    return this.#at(this.#operation.inputs, i, 'input');
  }

  /** The i-th output. */
  y(i = 0): Value {
    return this.#at(this.#operation.outputs, i, 'output');
  }

  /** The gradients of all outputs; undefined for one that the loss does not depend on. For `several` rules. */
  get dys(): readonly (Value | undefined)[] {
    return this.#operation.outputs.map((y) => this.#found.get(y));
  }

  get inputs(): readonly Value[] {
    return this.#operation.inputs;
  }

  /** Whether anybody wants the gradient of the i-th input: a costly one that nobody wants is not built. */
  needs(i: number): boolean {
    const x = this.#operation.inputs[i];
    return x !== undefined && this.#needed.has(x);
  }

  /** A number among the operation's options. */
  number(name: string): number {
    const value = this.#operation.options[name];
    if (typeof value === 'number') return value;
    throw new Error(`${this.#operation.op} has no number ${name}`);
  }

  /** A list among the operation's options. */
  list(name: string): readonly number[] {
    const value = this.#operation.options[name];
    if (typeof value === 'object') return value;
    throw new Error(`${this.#operation.op} has no list ${name}`);
  }

  #at(values: readonly Value[], i: number, what: string): Value {
    const value = values[i];
    if (value) return value;
    throw new Error(`${this.#operation.op} has no ${what} ${i}`);
  }
}

/**
 * Builds the gradient of each input of one operation from the gradient `dy` of its first output.
 *
 * `null` means that no gradient flows to that input. A rule ignores broadcasting: `gradients` sums each result back
 * to the shape of its input.
 */
export type Rule = (op: Ops, site: NodeContext, dy: Value) => readonly (Value | null)[];
