import { type Backend, type Session, StopoverError } from '@stopover/core';
import { createOps, GraphBuilder, serialize } from '@stopover/onnx-graph';
import { float32 } from '../batching/int64.ts';
import type { VectorTable } from './vector-table.ts';

/** Rows of one product: a block of scores is 16 MiB, and a table in a file is read once for so many queries. */
const block = { queries: 1024, documents: 4096 };
/** Blocks are filled up with zeros to whole multiples, so that every score is computed by the same instructions. */
const grain = { queries: 64, documents: 256 };

/** The `k` documents of the highest scores for each query, best first, one query after the other. */
export interface Neighbours {
  readonly k: number;
  /** Rows of the documents [queries · k]. */
  readonly indices: Int32Array;
  readonly scores: Float32Array;
}

/** What a search runs on. */
export interface SearchOptions {
  readonly backend: Backend;
  readonly threads?: number;
}

/**
 * Exact search: the dot product of every query with every document, as matrix products of blocks on the backend. Of
 * equal scores the earlier document comes first.
 * @throws StopoverError when a score is no number.
 */
export async function nearest(
  queries: VectorTable,
  documents: VectorTable,
  most: number,
  options: SearchOptions,
): Promise<Neighbours> {
  const k = Math.min(most, documents.count);
  const best: Neighbours = {
    k,
    indices: new Int32Array(queries.count * k).fill(-1),
    scores: new Float32Array(queries.count * k).fill(Number.NEGATIVE_INFINITY),
  };
  await using session = await openProduct(queries.width, options);
  for (let q = 0; q < queries.count; q += block.queries) {
    const rows = Math.min(block.queries, queries.count - q);
    const asked = filled(queries, q, rows, grain.queries);
    for (let d = 0; d < documents.count; d += block.documents) {
      const columns = Math.min(block.documents, documents.count - d);
      const offered = filled(documents, d, columns, grain.documents);
      const { scores } = await session.run({ queries: asked, documents: offered });
      if (scores?.type !== 'float32') throw new Error('the product gave no scores');
      for (let row = 0; row < rows; row++) {
        const from = row * (scores.shape[1] ?? 0);
        keepBest(best, q + row, d, scores.data.subarray(from, from + columns));
      }
    }
  }
  if (!best.indices.includes(-1)) return best;
  const remedy = 'The model gives vectors that are no numbers: look at how it was trained.';
  throw new StopoverError({ where: 'retrieval', what: 'a similarity is not a number', remedy });
}

/** Takes the scores of documents from `first` on into a query's list, which stays in order. */
function keepBest({ k, indices, scores }: Neighbours, query: number, first: number, found: Float32Array): void {
  const start = query * k;
  const end = start + k;
  let least = scores[end - 1] ?? Number.POSITIVE_INFINITY;
  for (let d = 0; d < found.length; d++) {
    const score = found[d] ?? 0;
    if (!(score > least)) continue; // not >=: an earlier document keeps its place
    let at = end - 1;
    for (; at > start && score > (scores[at - 1] ?? 0); at--) {
      scores[at] = scores[at - 1] ?? 0;
      indices[at] = indices[at - 1] ?? 0;
    }
    scores[at] = score;
    indices[at] = first + d;
    least = scores[end - 1] ?? 0;
  }
}

function filled(table: VectorTable, from: number, rows: number, multiple: number) {
  const size = Math.ceil(rows / multiple) * multiple;
  const data = new Float32Array(size * table.width);
  data.set(table.block(from, from + rows));
  return float32(data, [size, table.width]);
}

async function openProduct(width: number, { backend, threads }: SearchOptions): Promise<Session> {
  const op = createOps(new GraphBuilder());
  const queries = op.graph.input('queries', 'float32', ['Q', width]);
  const documents = op.graph.input('documents', 'float32', ['D', width]);
  op.graph.output('scores', op.Gemm(queries, documents, null, { transB: true }));
  return backend.open(serialize(op.graph, 'search'), threads === undefined ? {} : { threads });
}
