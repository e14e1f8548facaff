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
  /**
   * Runs the graph once with the feeds that are not state.
   * `into` may hold tensors to be filled in place: allocated once, reused every step.
   */
  run(feeds: Tensors, into?: Tensors): Promise<Tensors>;
  /** The present value of a state tensor. With `memory: 'host'` it is the live array: writing to it changes the state. */
  read(name: string): Promise<Tensor>;
  /** Replaces a state tensor; the shape must not change. */
  write(name: string, value: Tensor): Promise<void>;
}

/** Usable here, or why not and what a person can do about it. */
export type Probe =
  | { readonly ok: true; readonly device: string }
  | { readonly ok: false; readonly reason: string; readonly fix: string };

/** One kind of device that runs graphs. */
export interface Backend {
  readonly name: string;
  /** Where resident state lives: `host` state is a typed array that plain loops may update. */
  readonly memory: 'host' | 'device';
  /**
   * Optimizer steps that one run should hold, because state travels to the device and back with every run.
   * Default: 1, for state that stays where it is.
   */
  readonly stepsPerRun?: number;
  /**
   * Whether all processes of a machine share one device, which holds a copy of the model for each: a study then runs one
   * stage at a time on it, unless a number of processes was asked for. Default: true for state that lives on the device.
   */
  readonly exclusive?: boolean;
  /** Whether the processor would do the device's work here: right, but slower than by itself. `auto` passes it over. */
  emulated?(): boolean;
  /** Never throws. Runs a real graph, so "ok" means "computed the right answer here". */
  probe(): Promise<Probe>;
  /** Runs on this device or fails; falling back to another device is not allowed. */
  open(graph: Graph, options?: OpenOptions): Promise<Session>;
}
