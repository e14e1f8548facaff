import type { Tensor, Tensors } from '@stopover/core';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { checkTensor, copyInto, type Ort, overlap, toOrt, zeros } from './ort-tensor.ts';
import {
  checkFresh,
  type OrtTensors,
  type ResidentState,
  residentOf,
  type StatePool,
  type StateSpec,
  slotOf,
} from './resident-state.ts';

/** A state of the host: its array, and ONNX Runtime's view of it. */
export interface Resident {
  readonly tensor: Tensor;
  readonly wrapped: OrtTensor;
}

interface Carried extends Resident {
  readonly state: Resident;
}

/**
 * Named state in typed arrays of the host. The arrays that were passed in are the state, without a copy: sessions that
 * were opened with the same arrays share them, and a plain loop may update them between two runs.
 */
export class HostState implements ResidentState {
  readonly fillsArrays = true;
  readonly #where: string;
  readonly #states: ReadonlyMap<string, Resident>;
  readonly #carried: ReadonlyMap<string, Carried>;
  readonly feeds: OrtTensors;
  readonly fetches: OrtTensors;

  constructor(ort: Ort, spec: StateSpec, pool: StatePool<Resident> = { states: new Map(), users: 0 }) {
    this.#where = spec.where;
    checkFresh(spec.where, pool, spec.state);
    const fresh = Object.entries(spec.state).map(([name, tensor]) => {
      const where = `${spec.where}: state "${name}"`;
      checkTensor(where, slotOf(where, spec.inputs, name, 'input'), tensor);
      return [name, { tensor, wrapped: toOrt(ort, tensor) }] as const;
    });
    for (const [name, resident] of fresh) pool.states.set(name, resident);
    this.#states = new Map([...pool.states].filter(([name]) => spec.inputs.has(name)));
    this.#carried = new Map(
      Object.entries(spec.carries).map(([output, name]) => [output, this.#carry(ort, spec, output, name)]),
    );
    this.feeds = wrappedOf(this.#states);
    this.fetches = wrappedOf(this.#carried);
  }

  has(name: string): boolean {
    return this.#states.has(name);
  }

  get live(): Tensors {
    return Object.fromEntries([...this.#states].map(([name, { tensor }]) => [name, tensor]));
  }

  /** A copy. @throws StopoverError for an unknown name. */
  async get(name: string): Promise<Tensor> {
    const { tensor } = residentOf(this.#where, this.#states, name);
    const copy = zeros(tensor.type, tensor.shape) ?? tensor;
    copyInto(this.#where, copy, tensor);
    return copy;
  }

  /** Copies a value into the live array. @throws StopoverError when type or shape differ. */
  async set(name: string, value: Tensor): Promise<void> {
    const { tensor } = residentOf(this.#where, this.#states, name);
    const where = `${this.#where}: state "${name}"`;
    checkTensor(where, { name, type: tensor.type, shape: tensor.shape }, value);
    copyInto(where, tensor, value);
  }

  /**
   * After a run: what the carrying outputs hold becomes the state. Outputs have buffers of their own, because a node
   * may read a state after another has written its successor; and the copy keeps the live arrays the same arrays.
   */
  advance(): void {
    for (const [output, { tensor, state }] of this.#carried) {
      copyInto(`${this.#where}: output "${output}"`, state.tensor, tensor);
    }
  }

  sharing(tensor: Tensor): string | undefined {
    for (const [name, state] of this.#states) if (overlap(state.tensor, tensor)) return name;
    return undefined;
  }

  async release(): Promise<void> {} // the arrays are the caller's

  #carry(ort: Ort, { where, outputs }: StateSpec, output: string, name: string): Carried {
    const at = `${where}: output "${output}"`;
    const state = residentOf(this.#where, this.#states, name);
    checkTensor(at, slotOf(at, outputs, output, 'output'), state.tensor);
    const tensor = zeros(state.tensor.type, state.tensor.shape) ?? state.tensor;
    return { state, tensor, wrapped: toOrt(ort, tensor) };
  }
}

const wrappedOf = (residents: ReadonlyMap<string, Resident>) =>
  Object.fromEntries([...residents].map(([name, { wrapped }]) => [name, wrapped]));
