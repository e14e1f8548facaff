import type { Tensor } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { DeviceCopies } from './device-copies.ts';
import { checkTensor, type Ort } from './ort-tensor.ts';
import { type OrtTensors, type ResidentState, residentOf, type StateSpec, slotOf } from './resident-state.ts';

/** Named state in buffers of the device: a carrying output's buffer is the next run's input, nothing travels. */
export class DeviceState implements ResidentState {
  // The binding takes no arrays of ours beside outputs that stay on the device.
  readonly fillsArrays = false;
  readonly fetches: Readonly<Record<string, null>>;
  readonly #spec: StateSpec;
  readonly #copies: DeviceCopies;
  readonly #states: Map<string, OrtTensor>;

  private constructor(spec: StateSpec, copies: DeviceCopies, states: Map<string, OrtTensor>) {
    this.#spec = spec;
    this.#copies = copies;
    this.#states = states;
    this.fetches = Object.fromEntries(Object.keys(spec.carries).map((output) => [output, null]));
  }

  /** Uploads the first values. @throws StopoverError when names, types or shapes are not the graph's. */
  static async create(ort: Ort, options: InferenceSession.SessionOptions, spec: StateSpec): Promise<DeviceState> {
    const { where, inputs, outputs, state, carries } = spec;
    const tensors = new Map(Object.entries(state));
    for (const [name, tensor] of tensors) {
      const at = `${where}: state "${name}"`;
      checkTensor(at, slotOf(at, inputs, name, 'input'), tensor);
    }
    for (const [output, name] of Object.entries(carries)) {
      const at = `${where}: output "${output}"`;
      checkTensor(at, slotOf(at, outputs, output, 'output'), residentOf(where, tensors, name));
    }
    const copies = new DeviceCopies(where, ort, options);
    const states = new Map<string, OrtTensor>();
    const made = new DeviceState(spec, copies, states);
    try {
      for (const [name, tensor] of tensors) states.set(name, await copies.toDevice(tensor));
    } catch (error) {
      await made.release();
      throw error;
    }
    return made;
  }

  get feeds(): OrtTensors {
    return Object.fromEntries(this.#states);
  }

  has(name: string): boolean {
    return this.#states.has(name);
  }

  async get(name: string): Promise<Tensor> {
    return this.#copies.toHost(residentOf(this.#spec.where, this.#states, name));
  }

  async set(name: string, value: Tensor): Promise<void> {
    const present = residentOf(this.#spec.where, this.#states, name);
    checkTensor(`${this.#spec.where}: state "${name}"`, { name, type: present.type, shape: present.dims }, value);
    this.#replace(name, await this.#copies.toDevice(value));
  }

  advance(results: OrtTensors): void {
    for (const [output, name] of Object.entries(this.#spec.carries)) {
      const result = results[output];
      if (result) this.#replace(name, result);
    }
  }

  sharing(): undefined {
    return undefined;
  }

  async release(): Promise<void> {
    for (const tensor of this.#states.values()) tensor.dispose();
    this.#states.clear();
    await this.#copies.release();
  }

  #replace(name: string, tensor: OrtTensor): void {
    this.#states.get(name)?.dispose();
    this.#states.set(name, tensor);
  }
}
