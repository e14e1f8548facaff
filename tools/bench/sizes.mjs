// Shapes of XLM-RoBERTa by name, the peer script's own.
import { RequestError } from '@stopover/core';

const sizes = {
  tiny: { layers: 2, hidden: 128, heads: 2, wide: 512 },
  mini: { layers: 4, hidden: 256, heads: 4, wide: 1024 },
  small: { layers: 6, hidden: 384, heads: 6, wide: 1536 },
  base: { layers: 12, hidden: 768, heads: 12, wide: 3072 },
  large: { layers: 24, hidden: 1024, heads: 16, wide: 4096 },
};

/** @typedef {keyof typeof sizes} Size */

/** @param {string} name @returns {name is Size} */
const isSize = (name) => name in sizes;

/** The size of that name. @throws RequestError for another. @param {string} name @returns {Size} */
export function sizeOf(name) {
  if (isSize(name)) return name;
  const remedy = `Take one of ${Object.keys(sizes).join(', ')}.`;
  throw new RequestError({ where: `--size ${name}`, what: 'there is no such size', remedy });
}

/** config.json of a size, field by field as the peer makes it. @param {Size} size @param {number} vocab */
export function configOf(size, vocab) {
  const { layers, hidden, heads, wide } = sizes[size];
  return {
    ...{ model_type: 'xlm-roberta', vocab_size: vocab, hidden_size: hidden, num_hidden_layers: layers },
    ...{ num_attention_heads: heads, intermediate_size: wide, max_position_embeddings: 514, type_vocab_size: 1 },
    ...{ pad_token_id: 1, bos_token_id: 0, eos_token_id: 2, layer_norm_eps: 1e-5, hidden_act: 'gelu' },
  };
}

/**
 * Numbers in the matrices that every token goes through: query, key, value, output, and the two of the wide layer.
 * @param {{ readonly layers: number, readonly hiddenSize: number, readonly intermediateSize: number }} config
 */
export const encoderMatrices = ({ layers, hiddenSize, intermediateSize }) =>
  layers * (4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize);
