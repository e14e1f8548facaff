import type { Backend, Graph, OpenOptions, Session, Tensors } from '@stopover/core';
import type { LoweringOptions, Value } from '@stopover/onnx-graph';
import { headPlaceFeeds, hostPredicting } from '../batching/host-feeds.ts';
import { fitted } from './fitted-feeds.ts';

/** How a graph that predicts is written for a backend. */
export const predictingDialect = ({ training }: Backend): LoweringOptions =>
  training.state === 'device' ? { indices: 'int32' } : hostPredicting;

/**
 * Opens a graph. It takes the layout's and the head's feeds, whole numbers as int64, whatever its dialect has made of
 * them and asks for beside them.
 */
export async function openGraph(
  backend: Backend,
  { graph, inputs }: { readonly graph: Graph; readonly inputs: readonly Value[] },
  options: OpenOptions,
): Promise<Session> {
  const session = await backend.open(graph, options);
  return {
    ...(session.lanes !== undefined && { lanes: session.lanes }),
    run: (feeds, into) => session.run(fitted(inputs, feeds, placesFor(inputs, feeds)), into),
    read: (name) => session.read(name),
    write: (name, value) => session.write(name, value),
    hostState: () => session.hostState(),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Where heads gather their squares from, for a graph that asks for it. */
function placesFor(inputs: readonly Value[], feeds: Tensors): Tensors {
  const flat = inputs.find(({ name }) => name === 'heads.flat');
  return flat ? headPlaceFeeds(feeds, Number(flat.shape[1]), hostPredicting.squares) : {};
}
