import { type Backend, type Graph, messageOf, type OpenOptions, type Session, StopoverError } from '@stopover/core';
import type { InferenceSession } from 'onnxruntime-node';
import { withMarker } from './filled-marker.ts';
import { HostState } from './host-state.ts';
import { declaredScalars } from './model-outputs.ts';
import { OrtSession } from './ort-session.ts';
import { type Ort, slotsOf } from './ort-tensor.ts';
import { isRight, probeFeeds, probeGraph } from './probe-graph.ts';

/** All that one backend differs in from another. */
export interface OrtBackendSpec {
  readonly name: string;
  readonly memory: Backend['memory'];
  /** What a person may call the device, for `stopover backends`; default: the backend's name. */
  readonly device?: () => string;
  /** Execution providers, and whatever else this device needs. */
  readonly options: InferenceSession.SessionOptions;
  /** What a person can do when the probe fails, as full sentences. */
  readonly fix: string;
  /** Loaded at the first probe or session, so that naming a backend costs nothing. */
  readonly load?: () => Promise<Ort>;
}

/** Session options of a GPU: without them ONNX Runtime quietly runs on the CPU what it cannot place. */
export const noCpuFallback = {
  extra: { session: { disable_cpu_ep_fallback: '1' } },
} as const satisfies InferenceSession.SessionOptions;

/**
 * A backend of ONNX Runtime. State lives on the host, in the very arrays that `open` was given.
 * `open` throws StopoverError when the module does not load, or when the graph is refused on this device.
 */
export function ortBackend(spec: OrtBackendSpec): Backend {
  const { name, memory, device = () => name, options, fix, load = () => import('onnxruntime-node') } = spec;
  const where = `backend ${name}`;

  const open = async (graph: Graph, opening: OpenOptions = {}): Promise<Session> => {
    const ort = await load().catch((error: unknown) => {
      throw new StopoverError(
        { where, what: `ONNX Runtime does not load: ${messageOf(error)}`, remedy: fix },
        { cause: error },
      );
    });
    const session = await create(ort, graph, { ...common(opening, graph), ...options }).catch((error: unknown) => {
      const remedy = `Check that the model is a valid ONNX graph which this device can run. ${fix}`;
      throw new StopoverError({ where, what: `the graph was refused: ${messageOf(error)}`, remedy }, { cause: error });
    });
    try {
      const inputs = slotsOf(session.inputMetadata);
      const outputs = slotsOf(session.outputMetadata);
      const { state = {}, carries = {} } = opening;
      const resident = new HostState(ort, { where, inputs, outputs, state, carries });
      return new OrtSession(where, ort, session, resident, declaredScalars(graph.model));
    } catch (error) {
      await session.release();
      throw error;
    }
  };

  const probe: Backend['probe'] = async () => {
    try {
      await using session = await open(probeGraph);
      const right = isRight(await session.run(probeFeeds));
      return right ? { ok: true, device: device() } : { ok: false, reason: 'it multiplied two matrices wrongly', fix };
    } catch (error) {
      const reason = error instanceof StopoverError ? error.problem.what : messageOf(error);
      return { ok: false, reason, fix };
    }
  };

  return { name, memory, open, probe };
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

/** Opens the graph with the marker; a graph that does not take it (an old opset, a device without sequences), without. */
async function create(ort: Ort, { model }: Graph, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(withMarker(model), options);
  } catch {
    return ort.InferenceSession.create(model, options);
  }
}
