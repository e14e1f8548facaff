import { StopoverError, type Tensor, type Tensors } from '@stopover/core';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Slot } from './ort-tensor.ts';

/** Tensors of ONNX Runtime by the name of an input or output. */
export type OrtTensors = Readonly<Record<string, OrtTensor>>;

/** What a state needs to know of the graph it belongs to. */
export interface StateSpec {
  readonly where: string;
  readonly inputs: ReadonlyMap<string, Slot>;
  readonly outputs: ReadonlyMap<string, Slot>;
  readonly state: Tensors;
  readonly carries: Readonly<Record<string, string>>;
}

/** State that several sessions share, by name, and how many of them there are. */
export interface StatePool<T> {
  readonly states: Map<string, T>;
  users: number;
}

/** @throws StopoverError when a state is to be given a first value that it has already. */
export function checkFresh(where: string, pool: StatePool<unknown>, state: Tensors): void {
  const twice = Object.keys(state).find((name) => pool.states.has(name));
  if (twice === undefined) return;
  throw new StopoverError({
    where: `${where}: state "${twice}"`,
    what: 'a session of the same pool has made it already',
    remedy: 'Give the first value once, and use write() for others.',
  });
}

/** The named tensors that a session keeps between runs, wherever they lie. */
export interface ResidentState {
  /** Graph input → state, as the next run is fed. */
  readonly feeds: OrtTensors;
  /** Carrying output → array that the run is to fill; null where the device allocates. */
  readonly fetches: Readonly<Record<string, OrtTensor | null>>;
  /** Whether a run can write other outputs straight into arrays of ours. */
  readonly fillsArrays: boolean;
  /** The state itself, where it lies in arrays of the host. */
  readonly live: Tensors | undefined;
  has(name: string): boolean;
  /** The present value. @throws StopoverError for an unknown name. */
  get(name: string): Promise<Tensor>;
  /** Replaces a value. @throws StopoverError when type or shape differ. */
  set(name: string, value: Tensor): Promise<void>;
  /** After a run: what the carrying outputs gave becomes the state. */
  advance(results: OrtTensors): void;
  /** The name of a state that shares bytes with the tensor. */
  sharing(tensor: Tensor): string | undefined;
  /** Gives the device's memory back, unless other sessions share it. */
  release(): Promise<void>;
}

/** The declaration of an input or output. @throws StopoverError with the names there are. */
export function slotOf(where: string, slots: ReadonlyMap<string, Slot>, name: string, sort: string): Slot {
  const slot = slots.get(name);
  if (slot) return slot;
  throw new StopoverError({
    where,
    what: `the graph has no ${sort} of this name`,
    remedy: `Its ${sort}s: ${[...slots.keys()].join(', ') || 'none'}.`,
  });
}

/** The value of a state's name. @throws StopoverError with the names there are. */
export function residentOf<T>(where: string, states: ReadonlyMap<string, T>, name: string): T {
  const found = states.get(name);
  if (found !== undefined) return found;
  throw new StopoverError({
    where: `${where}: state "${name}"`,
    what: 'the session has no state of this name',
    remedy: `It was opened with: ${[...states.keys()].join(', ') || 'none'}.`,
  });
}
