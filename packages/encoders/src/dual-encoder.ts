import type { Ops, Value } from '@stopover/onnx-graph';
import type { Architecture } from './architecture.ts';
import type { Parameter, Parameters } from './parameters.ts';

/** Factor of the cosines in the in-batch softmax: learned, from 100 on (BertForRetrieval of google-research/xtreme). */
const scale: Parameter = { name: 'logit_scale', shape: [1], start: 100 };

/** Whether a parameter is a head's: a new head draws it anew, and each head of a mixture has its own. */
export const isHeadParameter = ({ headPrefixes }: Pick<Architecture, 'headPrefixes'>, name: string): boolean =>
  name === scale.name || headPrefixes.some((prefix) => name.startsWith(prefix));

/**
 * Scaled cosines of each query with the documents of all pairs of a batch [P, P]; query p's own is document p. `vectors`
 * [2P, hidden] are of unit length, each query before its document. The feed `excluded` [P, P] is 0 where a document is
 * a rival and a large negative number where it is another copy of a right one, which no softmax may count as wrong.
 */
export function inBatchNegatives(op: Ops, vectors: Value, parameters: Parameters): Value {
  const width = Number(vectors.shape[1]);
  const [queries, documents] = op.Split(op.Reshape(vectors, [-1, 2 * width], ['P', 2 * width]), 1, 2);
  const cosines = op.Gemm(queries, documents, null, { transB: true });
  const excluded = op.graph.input('excluded', op.graph.float, ['P', 'P']);
  return op.Add(op.Mul(cosines, parameters.use(scale)), excluded);
}
