import { StopoverError, type Tensor, type Tensors } from '@stopover/core';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { checkTensor, copyInto, type Ort, overlap, type Slot, toOrt, zeros } from './ort-tensor.ts';

interface Resident {
  readonly tensor: Tensor;
  readonly wrapped: OrtTensor;
}

interface Carried extends Resident {
  readonly state: Resident;
}

/** What a state needs to know of the graph it belongs to. */
export interface StateSpec {
  readonly where: string;
  readonly inputs: ReadonlyMap<string, Slot>;
  readonly outputs: ReadonlyMap<string, Slot>;
  readonly state: Tensors;
  readonly carries: Readonly<Record<string, string>>;
}

/**
 * Named state in typed arrays of the host. The arrays that were passed in are the state, without a copy: sessions that
 * were opened with the same arrays share them, and a plain loop may update them between two runs.
 */
export class HostState {
  readonly #where: string;
  readonly #states: ReadonlyMap<string, Resident>;
  readonly #carried: ReadonlyMap<string, Carried>;
  /** Graph input → state, as ONNX Runtime is fed. */
  readonly feeds: Readonly<Record<string, OrtTensor>>;
  /** Carrying output → buffer that the run fills. */
  readonly fetches: Readonly<Record<string, OrtTensor>>;

  constructor(ort: Ort, spec: StateSpec) {
    this.#where = spec.where;
    this.#states = new Map(
      Object.entries(spec.state).map(([name, tensor]) => {
        const where = `${spec.where}: state "${name}"`;
        checkTensor(where, slotOf(where, spec.inputs, name, 'input'), tensor);
        return [name, { tensor, wrapped: toOrt(ort, tensor) }];
      }),
    );
    this.#carried = new Map(
      Object.entries(spec.carries).map(([output, name]) => [output, this.#carry(ort, spec, output, name)]),
    );
    this.feeds = wrappedOf(this.#states);
    this.fetches = wrappedOf(this.#carried);
  }

  has(name: string): boolean {
    return this.#states.has(name);
  }

  /** The live tensor. @throws StopoverError for an unknown name. */
  get(name: string): Tensor {
    return this.#resident(name).tensor;
  }

  /** Copies a value into the live array. @throws StopoverError when type or shape differ. */
  set(name: string, value: Tensor): void {
    const { tensor } = this.#resident(name);
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

  /** The name of a state that shares bytes with the tensor. */
  sharing(tensor: Tensor): string | undefined {
    for (const [name, state] of this.#states) if (overlap(state.tensor, tensor)) return name;
    return undefined;
  }

  #carry(ort: Ort, { where, outputs }: StateSpec, output: string, name: string): Carried {
    const at = `${where}: output "${output}"`;
    const state = this.#resident(name);
    checkTensor(at, slotOf(at, outputs, output, 'output'), state.tensor);
    const tensor = zeros(state.tensor.type, state.tensor.shape) ?? state.tensor;
    return { state, tensor, wrapped: toOrt(ort, tensor) };
  }

  #resident(name: string): Resident {
    const found = this.#states.get(name);
    if (found) return found;
    throw new StopoverError({
      where: `${this.#where}: state "${name}"`,
      what: 'the session has no state of this name',
      remedy: `It was opened with: ${[...this.#states.keys()].join(', ') || 'none'}.`,
    });
  }
}

const wrappedOf = (residents: ReadonlyMap<string, Resident>) =>
  Object.fromEntries([...residents].map(([name, { wrapped }]) => [name, wrapped]));

function slotOf(where: string, slots: ReadonlyMap<string, Slot>, name: string, sort: string): Slot {
  const slot = slots.get(name);
  if (slot) return slot;
  throw new StopoverError({
    where,
    what: `the graph has no ${sort} of this name`,
    remedy: `Its ${sort}s: ${[...slots.keys()].join(', ') || 'none'}.`,
  });
}
