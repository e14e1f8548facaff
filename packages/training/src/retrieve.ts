import type { Backend } from '@stopover/core';
import { type Checkpoint, type EncoderConfig, encoderGraph } from '@stopover/encoders';
import { serialize } from '@stopover/onnx-graph';
import type { Feature, RetrievalFeature } from '@stopover/text';
import { layoutFeeds, spansOf } from './collate.ts';
import { weightFeeds } from './weight-feeds.ts';

/** One sentence vector of unit length per feature. */
export type Vectors = readonly Float32Array[];

/**
 * The layer whose mean-pooled states stand for a sentence: hidden_states[8] of 12 in XTREME's script for mBERT and [14]
 * of 24 for XLM-R Large; scaled to other depths, for other architectures as for XLM-R (protocol: 0 is the embeddings'
 * output).
 */
export const retrievalLayer = ({ modelType, layers }: Pick<EncoderConfig, 'modelType' | 'layers'>): number =>
  Math.max(1, Math.round(layers * (modelType === 'bert' ? 8 / 12 : 14 / 24)));

/** Mean over all tokens, special ones included, of one layer, scaled to unit length. */
export async function sentenceVectors(
  checkpoint: Checkpoint,
  sequences: readonly Int32Array[],
  { backend, threads, batchSize, layer }: { backend: Backend; threads?: number; batchSize: number; layer: number },
): Promise<Vectors> {
  const { op, parameters, states } = encoderGraph(checkpoint);
  const state = states[layer];
  if (!state) throw new Error(`the encoder has no layer ${layer}`);
  op.graph.output('state', state);
  const weights = weightFeeds(checkpoint, parameters.all);
  await using session = await backend.open(serialize(op.graph, 'states'), threads === undefined ? {} : { threads });
  const order = sequences.map((_, i) => i).sort((a, b) => (sequences[b]?.length ?? 0) - (sequences[a]?.length ?? 0));
  const vectors: Float32Array[] = [];
  for (let from = 0; from < order.length; from += batchSize) {
    const rows = order.slice(from, from + batchSize);
    const batch = rows.map((i) => sequences[i] ?? new Int32Array());
    const { state: output } = await session.run({ ...layoutFeeds(batch, checkpoint), ...weights });
    if (output?.type !== 'float32') throw new Error('the encoder gave no states');
    const { starts, lengths } = spansOf(batch);
    const { hiddenSize } = checkpoint.config;
    rows.forEach((item, r) => {
      vectors[item] = meanVector(output.data, (starts[r] ?? 0) * hiddenSize, lengths[r] ?? 0, hiddenSize);
    });
  }
  return vectors;
}

function meanVector(data: Float32Array, from: number, tokens: number, width: number): Float32Array {
  const sum = new Float32Array(width);
  for (let t = 0; t < tokens; t++) {
    for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + (data[from + t * width + k] ?? 0);
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((x) => x / length);
}

/**
 * For each query the document of the highest cosine, the first of equals. All are unit vectors, so the cosine is the
 * dot product; exact search.
 */
export function nearest(queries: Vectors, documents: Vectors): number[] {
  return queries.map((query) => {
    let best = -1;
    let highest = Number.NEGATIVE_INFINITY;
    documents.forEach((document, d) => {
      let dot = 0;
      for (let k = 0; k < query.length; k++) dot += (query[k] ?? 0) * (document[k] ?? 0);
      if (dot > highest) [best, highest] = [d, dot];
    });
    return best;
  });
}

/** Queries and documents of retrieval features, in order. */
export function sides(features: readonly Feature[]) {
  const all = features.filter((f): f is RetrievalFeature => f.kind === 'bitext' || f.kind === 'ranking');
  return {
    queries: all.filter(({ side }) => side === 'query'),
    documents: all.filter(({ side }) => side === 'document'),
  };
}
