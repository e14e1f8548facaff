import type { Backend, Graph, OpenOptions, Session } from '@stopover/core';
import type { Dialect, Value } from '@stopover/onnx-graph';
import { fitted } from './fitted-feeds.ts';

/** How a graph that predicts is written for a backend. */
export const predictingDialect = ({ memory }: Backend): Dialect => (memory === 'device' ? { indices: 'int32' } : {});

/** Opens a graph, which takes whole numbers as int64 whatever its dialect has made of them. */
export async function openGraph(
  backend: Backend,
  { graph, inputs }: { readonly graph: Graph; readonly inputs: readonly Value[] },
  options: OpenOptions,
): Promise<Session> {
  const session = await backend.open(graph, options);
  return {
    run: (feeds, into) => session.run(fitted(inputs, feeds), into),
    read: (name) => session.read(name),
    write: (name, value) => session.write(name, value),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
