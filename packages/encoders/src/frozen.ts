// Which of an encoder's parameters stay as they are where a training freezes its lower part.
import { RequestError } from '@stopover/core';
import type { EncoderConfig } from './config.ts';
import { encoderGraph, type GraphOptions } from './model-graph.ts';
import { layerOf } from './parameters.ts';

/** What is frozen: the embeddings, or those and so many of the lowest layers. */
export type Freeze = 'embeddings' | number;

/**
 * Names of the parameters that are frozen. Embeddings are all that the graph takes before its first layer, their
 * normalisation among it, as in Python transformers' `model.embeddings`.
 * @throws RequestError for more layers than there are.
 */
export function frozenNames(
  { architecture, config }: Pick<GraphOptions, 'architecture'> & { readonly config: EncoderConfig },
  freeze: Freeze,
): ReadonlySet<string> {
  const layers = freeze === 'embeddings' ? 0 : freeze;
  if (layers > config.layers) {
    throw new RequestError({
      where: 'recipe: freeze',
      what: `it names ${layers} layers, and the encoder has ${config.layers}`,
      remedy: `Freeze at most ${config.layers}, or "embeddings".`,
    });
  }
  const names = encoderGraph({ architecture, config }).parameters.all.map(({ name }) => name);
  const first = names.findIndex((name) => layerOf(name) !== undefined);
  return new Set(
    names.filter((name, i) => {
      const layer = layerOf(name);
      return layer === undefined ? i < first : layer < layers;
    }),
  );
}
