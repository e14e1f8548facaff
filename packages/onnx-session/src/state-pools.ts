import type { Backend } from '@stopover/core';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { DeviceState } from './device-state.ts';
import { HostState, type Resident } from './host-state.ts';
import type { Ort } from './ort-tensor.ts';
import type { ResidentState, StatePool, StateSpec } from './resident-state.ts';

/** The state of a backend's sessions: each its own, or shared by those that name the same pool. */
export class StatePools {
  readonly #state: Backend['training']['state'];
  readonly #options: InferenceSession.SessionOptions;
  readonly #host = new WeakMap<object, StatePool<Resident>>();
  readonly #device = new WeakMap<object, StatePool<OrtTensor>>();

  constructor({ state }: Backend['training'], options: InferenceSession.SessionOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** @throws StopoverError when names, types or shapes are not the graph's. */
  async open(ort: Ort, spec: StateSpec, pool: object = {}): Promise<ResidentState> {
    if (this.#state === 'device') {
      return DeviceState.create(ort, this.#options, spec, poolOf(this.#device, pool));
    }
    return new HostState(ort, spec, poolOf(this.#host, pool));
  }
}

function poolOf<T>(pools: WeakMap<object, StatePool<T>>, key: object): StatePool<T> {
  const pool = pools.get(key) ?? { states: new Map<string, T>(), users: 0 };
  pools.set(key, pool);
  return pool;
}
