import type { EncoderConfig } from '@stopover/encoders';
import type { Feature, RetrievalFeature } from '@stopover/text';
import { layoutFeeds, spansOf } from './collate.ts';
import { denseBatches } from './dense-batches.ts';
import type { OpenModel } from './open-model.ts';

/** One sentence vector of unit length per feature. */
export type Vectors = readonly Float32Array[];

/**
 * The layer whose mean-pooled states stand for a sentence: hidden_states[8] of 12 in XTREME's script for mBERT and [14]
 * of 24 for XLM-R Large; scaled to other depths, for other architectures as for XLM-R (protocol: 0 is the embeddings'
 * output).
 */
export const retrievalLayer = ({ modelType, layers }: Pick<EncoderConfig, 'modelType' | 'layers'>): number =>
  Math.max(1, Math.round(layers * (modelType === 'bert' ? 8 / 12 : 14 / 24)));

/** Mean over all tokens, special ones included, of one layer, scaled to unit length; one a feature, in their order. */
export async function sentenceVectors(
  model: Pick<OpenModel, 'checkpoint' | 'layer'>,
  features: readonly RetrievalFeature[],
  layer: number,
): Promise<Vectors> {
  const session = await model.layer(layer);
  const { hiddenSize } = model.checkpoint.config;
  const vectors = new Map<RetrievalFeature, Float32Array>();
  for (const batch of denseBatches(features)) {
    const sequences = batch.map((feature) => feature.sequences[0]);
    const { state } = await session.run(layoutFeeds(sequences, model.checkpoint));
    if (state?.type !== 'float32') throw new Error('the encoder gave no states');
    const { starts, lengths } = spansOf(sequences);
    batch.forEach((feature, r) => {
      vectors.set(feature, meanVector(state.data, (starts[r] ?? 0) * hiddenSize, lengths[r] ?? 0, hiddenSize));
    });
  }
  return features.flatMap((feature) => vectors.get(feature) ?? []);
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
