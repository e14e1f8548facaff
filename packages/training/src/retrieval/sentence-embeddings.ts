import { RequestError } from '@stopover/core';
import type { EncoderConfig } from '@stopover/encoders';
import type { Feature, RetrievalFeature } from '@stopover/text';
import { layoutFeeds } from '../batching/collate.ts';
import { type OnShare, toldBatches } from '../batching/dense-batches.ts';
import { spansOf } from '../batching/token-places.ts';
import type { Pooling, RetrievalOptions } from '../evaluation/evaluate-request.ts';
import { requireFinite } from '../evaluation/finite-outputs.ts';
import { inLanes } from '../inference/in-lanes.ts';
import type { OpenModel } from '../inference/open-model.ts';
import { VectorTable } from './vector-table.ts';

/**
 * The layer whose mean-pooled states stand for a sentence: hidden_states[8] of 12 in XTREME's script for mBERT and [14]
 * of 24 for XLM-R Large; scaled to other depths, for other architectures as for XLM-R (protocol: 0 is the embeddings'
 * output).
 */
export const retrievalLayer = ({ modelType, layers }: Pick<EncoderConfig, 'modelType' | 'layers'>): number =>
  Math.max(1, Math.round(layers * (modelType === 'bert' ? 8 / 12 : 14 / 24)));

/**
 * The layers that are asked for, ascending, with the usual one where they are several.
 * @throws RequestError for one that the encoder does not have.
 */
export function layersOf(
  config: Pick<EncoderConfig, 'modelType' | 'layers'>,
  { layers, pooling }: RetrievalOptions = { layers: 'usual', pooling: 'mean' },
): { readonly layers: readonly number[]; readonly pooling: Pooling } {
  const all = Array.from({ length: config.layers + 1 }, (_, i) => i);
  const usual = retrievalLayer(config);
  const named = layers === 'all' ? all : layers === 'usual' ? [usual] : layers;
  const wanted = [...new Set(named.length > 1 ? [...named, usual] : named)].sort((a, b) => a - b);
  const strange = wanted.find((layer) => !all.includes(layer));
  if (strange === undefined && wanted.length > 0) return { layers: wanted, pooling };
  throw new RequestError({
    where: 'layers',
    what: `the encoder has no layer ${strange ?? '(none is named)'}`,
    remedy: `Name layers from 0, the embeddings' output, to ${config.layers}, or write "all".`,
  });
}

/**
 * A vector of unit length for every feature, in their order, from each of some layers; one pass gives them all. The
 * caller disposes of the tables.
 */
export async function sentenceVectors(
  model: Pick<OpenModel, 'checkpoint' | 'layers'>,
  features: readonly RetrievalFeature[],
  { layers, pooling }: { readonly layers: readonly number[]; readonly pooling: Pooling },
  onShare?: OnShare,
): Promise<readonly VectorTable[]> {
  const session = await model.layers(layers, features);
  const { hiddenSize } = model.checkpoint.config;
  const share = 2 ** 30 / layers.length; // of the memory
  const tables = layers.map(() => new VectorTable(features.length, hiddenSize, share));
  const rows = new Map(features.map((feature, row) => [feature, row]));
  const run = async (batch: readonly RetrievalFeature[]) => {
    const sequences = batch.map((feature) => feature.sequences[0]);
    return { batch, sequences, states: await session.run(layoutFeeds(sequences, model.checkpoint)) };
  };
  for await (const { batch, sequences, states } of inLanes(session, toldBatches(features, onShare), run)) {
    const { starts, lengths } = spansOf(sequences);
    layers.forEach((layer, i) => {
      const state = states[`state.${layer}`];
      if (state?.type !== 'float32') throw new Error('the encoder gave no states');
      batch.forEach((feature, r) => {
        const tokens = pooling === 'mean' ? (lengths[r] ?? 0) : 1;
        const vector = meanVector(state.data, (starts[r] ?? 0) * hiddenSize, tokens, hiddenSize);
        requireFinite(vector, 1, () => `${feature.side} ${feature.id}`);
        tables[i]?.set(rows.get(feature) ?? -1, vector);
      });
    });
  }
  return tables;
}

function meanVector(data: Float32Array, from: number, tokens: number, width: number): Float32Array {
  const sum = new Float32Array(width);
  for (let t = 0; t < tokens; t++) {
    for (let k = 0; k < width; k++) sum[k] = (sum[k] ?? 0) + (data[from + t * width + k] ?? 0);
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((x) => x / length);
}

/** Queries and documents of retrieval features, in order. */
export function sides(features: readonly Feature[]) {
  const all = features.filter((f): f is RetrievalFeature => f.kind === 'bitext' || f.kind === 'ranking');
  return {
    queries: all.filter(({ side }) => side === 'query'),
    documents: all.filter(({ side }) => side === 'document'),
  };
}
