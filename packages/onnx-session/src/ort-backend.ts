import { type Backend, type Graph, messageOf, type OpenOptions, type Session, StopoverError } from '@stopover/core';
import type { InferenceSession } from 'onnxruntime-node';
import { withMarker } from './filled-marker.ts';
import { explained, type KnownFailure, knownFailure } from './known-failure.ts';
import { LanedSession, openLanes } from './laned-session.ts';
import { declaredScalars } from './model-outputs.ts';
import { OrtSession, type RunnableSession } from './ort-session.ts';
import { type Ort, slotsOf } from './ort-tensor.ts';
import { probeApart } from './probe-apart.ts';
import { isRight, probeFeeds, probeGraph } from './probe-graph.ts';
import { StatePools } from './state-pools.ts';

/** All that one backend differs in from another. */
export interface OrtBackendSpec {
  readonly name: string;
  readonly training: Backend['training'];
  /** Whether the device is one for all processes, as a GPU is: see Backend. */
  readonly exclusive: boolean;
  /** How a process is confined to one of several, where it can be: see Backend. */
  readonly devices?: NonNullable<Backend['devices']>;
  /** Whether runs of one graph may go on at the same time, each on a part of the threads: see OpenOptions. */
  readonly lanes?: boolean;
  /** What a person may call the device, for `stopover backends`; default: the backend's name. */
  readonly device?: () => string;
  /** Execution providers, and whatever else this device needs. */
  readonly options: InferenceSession.SessionOptions;
  /** Why `auto` passes it over though it works, as where the processor does the device's work. */
  readonly passOver?: () => string | undefined;
  /** What a person can do when the probe fails, as full sentences. */
  readonly fix: string;
  /** Failures that can be explained better than in ONNX Runtime's words; the first that fits is used. */
  readonly failures?: readonly KnownFailure[];
  /** Why it is of no use to try, found without loading anything: trying would write to stderr. */
  readonly missing?: () => { readonly reason: string; readonly fix: string } | undefined;
  /**
   * Whether it is tried in a process of its own, because its native code writes to stderr, or holds
   * memory of the device until the process ends. That takes half a second.
   */
  readonly probedApart?: boolean;
  /** Loaded at the first probe or session, so that naming a backend costs nothing. */
  readonly load?: () => Promise<Ort>;
}

/** Session options of a GPU: without them ONNX Runtime quietly runs on the CPU what it cannot place. */
export const noCpuFallback = {
  extra: { session: { disable_cpu_ep_fallback: '1' } },
} as const satisfies InferenceSession.SessionOptions;

/**
 * A backend of ONNX Runtime. State lives in the very arrays that `open` was given, but for `device`: then in buffers of the
 * WebGPU provider, the only one whose tensors the Node binding can leave where they are.
 * `open` throws StopoverError when the module does not load, or when the graph is refused on this device.
 */
export function ortBackend(spec: OrtBackendSpec): Backend {
  const { name, training, exclusive, device = () => name, passOver, options, fix, failures = [] } = spec;
  const pools = new StatePools(training, options);
  const open = (graph: Graph, opening: OpenOptions = {}) => openSession(spec, pools, graph, opening);

  const probeHere = async () => {
    await using session = await open(probeGraph);
    return await session.run(probeFeeds);
  };
  const probe: Backend['probe'] = async () => {
    const missing = spec.missing?.();
    if (missing) return { ok: false, ...missing };
    try {
      const outputs = await (spec.probedApart ? probeApart({ ...common({}, probeGraph), ...options }) : probeHere());
      if (!isRight(outputs)) return { ok: false, reason: 'it multiplied two matrices wrongly', fix };
      const why = passOver?.();
      return { ok: true, detail: device(), ...(why !== undefined && { passOver: why }) };
    } catch (error) {
      const known = knownFailure(failures, error);
      if (known) return { ok: false, reason: known.reason, fix: known.fix };
      return { ok: false, reason: error instanceof StopoverError ? error.problem.what : messageOf(error), fix };
    }
  };

  return {
    name,
    training,
    exclusive,
    ...(spec.devices && { devices: spec.devices }),
    open,
    probe,
  };
}

async function openSession(
  spec: OrtBackendSpec,
  pools: StatePools,
  graph: Graph,
  opening: OpenOptions,
): Promise<Session> {
  const { name, training, options, fix, failures = [], load = () => import('onnxruntime-node') } = spec;
  const where = `backend ${name}`;
  const missing = spec.missing?.();
  if (missing) throw new StopoverError({ where, what: missing.reason, remedy: missing.fix });
  const ort = await load().catch((error: unknown) => {
    throw explained(failures, error, {
      where,
      what: `ONNX Runtime does not load: ${messageOf(error)}`,
      remedy: fix,
    });
  });
  const finish = (session: RunnableSession) => withState(session, { spec, ort, pools, graph, opening });
  const laned = await openLaned(spec, ort, graph, opening);
  if (laned) {
    const [first, ...others] = await Promise.all(laned.map(finish));
    if (first) return new LanedSession(first, others);
  }
  const opened = { ...common(opening, graph), ...options, ...locations(training, opening), ...files(graph, options) };
  const session = await create(ort, training, graph, opened).catch((error: unknown) => {
    const remedy = `Check that the model is a valid ONNX graph which this device can run. ${fix}`;
    throw explained(failures, error, { where, what: `the graph was refused: ${messageOf(error)}`, remedy });
  });
  return finish(session);
}

interface Opening {
  readonly spec: OrtBackendSpec;
  readonly ort: Ort;
  readonly pools: StatePools;
  readonly graph: Graph;
  readonly opening: OpenOptions;
}

/** A session with the state that it was opened with. */
async function withState(session: RunnableSession, { spec, ort, pools, graph, opening }: Opening): Promise<Session> {
  const where = `backend ${spec.name}`;
  try {
    const inputs = slotsOf(session.inputMetadata);
    const outputs = slotsOf(session.outputMetadata);
    const { state = {}, carries = {}, pool } = opening;
    const resident = await pools.open(ort, { where, inputs, outputs, state, carries }, pool);
    return new OrtSession(where, ort, session, resident, declaredScalars(graph.model), spec.failures);
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** Sessions for runs at the same time; undefined where one alone is to be opened, or where they are refused. */
async function openLaned(
  { lanes: can, options }: OrtBackendSpec,
  ort: Ort,
  graph: Graph,
  { state, carries, threads, lanes = 1 }: OpenOptions,
): Promise<readonly RunnableSession[] | undefined> {
  if (!can || lanes < 2 || state || carries || graph.folder === undefined) return undefined;
  const each = { threads: threads === undefined ? 1 : Math.max(1, Math.floor(threads / lanes)) };
  const opened = { ...common(each, graph), ...options, ...files(graph, options) };
  // A graph that is wrong is refused once more, in its own words; a full disk leaves the one session.
  return openLanes(ort, { model: graph.model, options: opened }, lanes).catch(() => undefined);
}

/**
 * What every session gets. Denormal numbers are kept: PyTorch keeps them, and `session.set_denormal_as_zero` would also
 * flush those of the thread that JavaScript runs in (seen with ONNX Runtime 1.30), so of the optimizer's loops.
 */
function common({ threads }: OpenOptions, { weights }: Graph): InferenceSession.SessionOptions {
  return {
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    interOpNumThreads: 1,
    logSeverityLevel: 3, // errors: they are thrown, warnings would only disturb the progress on stderr
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(weights ? { externalData: Object.entries(weights).map(([path, data]) => ({ path, data })) } : {}),
  };
}

/**
 * External initializers in files: on the processor ONNX Runtime maps them, so that what no run reads is never in memory.
 * The name is `kOrtSessionOptionsModelExternalInitializersFileFolderPath` of its session options.
 */
function files({ folder }: Graph, { extra }: InferenceSession.SessionOptions): InferenceSession.SessionOptions {
  if (folder === undefined) return {};
  const { session, ...others }: { session?: object } = { ...extra };
  return { extra: { ...others, session: { ...session, model_external_initializers_file_folder_path: folder } } };
}

/** Carrying outputs stay on the device; a name that is no output is reported when the state is made. */
function locations({ state }: Backend['training'], { carries = {} }: OpenOptions): InferenceSession.SessionOptions {
  const outputs = Object.keys(carries);
  if (state !== 'device' || outputs.length === 0) return {};
  return { preferredOutputLocation: Object.fromEntries(outputs.map((output) => [output, 'gpu-buffer'])) };
}

/** Opens the graph, on the host with the marker unless the graph does not take it (sequences came with opset 11). */
async function create(
  ort: Ort,
  { state }: Backend['training'],
  { model }: Graph,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  if (state !== 'device') {
    const marked = await ort.InferenceSession.create(withMarker(model), options).catch(() => undefined);
    if (marked) return marked;
  }
  return ort.InferenceSession.create(model, options);
}
