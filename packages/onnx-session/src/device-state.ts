import type { Tensor } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { DeviceCopies } from './device-copies.ts';
import { checkSlot, checkTensor, type Ort } from './ort-tensor.ts';
import {
  checkFresh,
  type OrtTensors,
  type ResidentState,
  residentOf,
  type StatePool,
  type StateSpec,
  slotOf,
} from './resident-state.ts';

/** Named state in buffers of the device: a carrying output's buffer is the next run's input, nothing travels. */
export class DeviceState implements ResidentState {
  // The binding takes no arrays of ours beside outputs that stay on the device.
  readonly fillsArrays = false;
  readonly fetches: Readonly<Record<string, null>>;
  readonly #spec: StateSpec;
  readonly #copies: DeviceCopies;
  readonly #pool: StatePool<OrtTensor>;
  #released = false;

  private constructor(spec: StateSpec, copies: DeviceCopies, pool: StatePool<OrtTensor>) {
    this.#spec = spec;
    this.#copies = copies;
    this.#pool = pool;
    pool.users++;
    this.fetches = Object.fromEntries(Object.keys(spec.carries).map((output) => [output, null]));
  }

  /** Uploads the first values. @throws StopoverError when names, types or shapes are not the graph's. */
  static async create(
    ort: Ort,
    options: InferenceSession.SessionOptions,
    spec: StateSpec,
    pool: StatePool<OrtTensor> = { states: new Map(), users: 0 },
  ): Promise<DeviceState> {
    const { where, state } = spec;
    checkFresh(where, pool, state);
    checkShapes(spec, pool);
    const made = new DeviceState(spec, new DeviceCopies(where, ort, options), pool);
    try {
      for (const [name, tensor] of Object.entries(state)) pool.states.set(name, await made.#copies.toDevice(tensor));
    } catch (error) {
      await made.release();
      throw error;
    }
    return made;
  }

  get feeds(): OrtTensors {
    return Object.fromEntries([...this.#pool.states].filter(([name]) => this.#spec.inputs.has(name)));
  }

  readonly live = undefined;

  has(name: string): boolean {
    return this.#pool.states.has(name) && this.#spec.inputs.has(name);
  }

  async get(name: string): Promise<Tensor> {
    return this.#copies.toHost(residentOf(this.#spec.where, this.#pool.states, name));
  }

  async set(name: string, value: Tensor): Promise<void> {
    const present = residentOf(this.#spec.where, this.#pool.states, name);
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
    if (this.#released) return;
    this.#released = true;
    if (--this.#pool.users === 0) {
      for (const tensor of this.#pool.states.values()) tensor.dispose();
      this.#pool.states.clear();
    }
    await this.#copies.release();
  }

  #replace(name: string, tensor: OrtTensor): void {
    this.#pool.states.get(name)?.dispose();
    this.#pool.states.set(name, tensor);
  }
}

/** @throws StopoverError when a state or what it is to be replaced by is not as the graph declares it. */
function checkShapes({ where, inputs, outputs, state, carries }: StateSpec, { states }: StatePool<OrtTensor>): void {
  for (const [name, tensor] of Object.entries(state)) {
    const at = `${where}: state "${name}"`;
    checkTensor(at, slotOf(at, inputs, name, 'input'), tensor);
  }
  const shapes = new Map([
    ...[...states].map(([name, { type, dims }]) => [name, { type, shape: dims }] as const),
    ...Object.entries(state),
  ]);
  for (const [output, name] of Object.entries(carries)) {
    const at = `${where}: output "${output}"`;
    checkSlot(at, slotOf(at, outputs, output, 'output'), residentOf(where, shapes, name));
  }
}
