import type { Readiness } from './readiness.ts';

/** The element types that graphs use. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'bool'; readonly shape: readonly number[]; readonly data: Uint8Array };

export type Tensors = Readonly<Record<string, Tensor>>;

/** An ONNX model: standard operators only (ai.onnx), so that every provider can run it. */
export interface Graph {
  /** The serialized ModelProto. */
  readonly model: Uint8Array;
  /** Bytes of external initializers by file name, when the model refers to them. */
  readonly weights?: Readonly<Record<string, Uint8Array>>;
  /** The folder of the files that external initializers lie in, when they are not in `weights`: a device reads them there. */
  readonly folder?: string;
}

export interface OpenOptions {
  /** Threads for one run; default: what the runtime chooses. */
  readonly threads?: number;
  /**
   * Runs that may go on at the same time, each on its share of the threads; for a graph without state. A backend that
   * cannot do that takes them one after the other, each on all threads.
   */
  readonly lanes?: number;
  /**
   * Named state that stays on the device: graph input → its first value. An output named as in `carries` replaces
   * the input's value after each run and is not returned.
   */
  readonly state?: Tensors;
  /** Output name → state name. */
  readonly carries?: Readonly<Record<string, string>>;
  /**
   * Sessions that are opened with the same object here share their state: an input that has the name of a state of an
   * earlier one is that state. The state goes when the last of them is disposed.
   */
  readonly pool?: object;
}

export interface Session extends AsyncDisposable {
  /** How many runs go on at the same time; without it one. */
  readonly lanes?: number;
  /**
   * Runs the graph once with the feeds that are not state.
   * `into` may hold tensors to be filled in place: allocated once, reused every step.
   */
  run(feeds: Tensors, into?: Tensors): Promise<Tensors>;
  /** The present value of a state tensor, as a copy. */
  read(name: string): Promise<Tensor>;
  /** Replaces a state tensor; the shape must not change. */
  write(name: string, value: Tensor): Promise<void>;
  /**
   * The state itself, by name, where it lies in arrays of the host: they stay the same arrays, and writing to them
   * changes it. Undefined where it lies elsewhere.
   */
  hostState(): Tensors | undefined;
}

/**
 * How a backend trains, by where weights and moments are between two optimizer steps. `host`: in arrays of the host,
 * which plain loops update. `device`: on the device, and the optimizer is part of the graph. `loop`: on the host, from
 * where they travel to the device and back with each run, so that one run holds several optimizer steps.
 */
export type TrainingState = { readonly state: 'host' | 'device' } | { readonly state: 'loop'; readonly steps: number };

/** A device of which a machine has several. */
export interface Device {
  /** As a list of devices names it: its number, or the maker's id. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Memory in MB that nobody uses now; null where nothing tells. */
  readonly free: number | null;
}

/** How a process is confined to one of several devices: by what stands in its environment before it computes. */
export interface DeviceChoice {
  /** The variable that names the devices which a process sees, separated by commas. */
  readonly variable: string;
  /** What must be set too for a number to mean the device that `list` means, where nobody had set the variable. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Those of this machine, whatever the variable says; empty where nothing tells. Never throws. */
  list(): Promise<readonly Device[]>;
}

/** One kind of device that runs graphs. */
export interface Backend {
  readonly name: string;
  readonly training: TrainingState;
  /**
   * Whether all processes of a machine share one device, which holds a copy of the model for each: a study then runs one
   * stage at a time on it, and one on each where `devices` tells of several, unless it was asked for more.
   */
  readonly exclusive: boolean;
  /** Without it a process takes the first device that there is. */
  readonly devices?: DeviceChoice;
  /**
   * Never throws. Runs a real graph, so "ok" means "computed the right answer here"; `passOver` where the processor does
   * the device's work, right but slower than by itself.
   */
  probe(): Promise<Readiness>;
  /** Runs on this device or fails; falling back to another device is not allowed. */
  open(graph: Graph, options?: OpenOptions): Promise<Session>;
}
