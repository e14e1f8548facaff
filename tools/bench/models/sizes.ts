import { RequestError } from '@stopover/core';

/** Shapes of XLM-RoBERTa by name, the peer script's own. */
const sizes = {
  tiny: { layers: 2, hidden: 128, heads: 2, wide: 512 },
  mini: { layers: 4, hidden: 256, heads: 4, wide: 1024 },
  small: { layers: 6, hidden: 384, heads: 6, wide: 1536 },
  base: { layers: 12, hidden: 768, heads: 12, wide: 3072 },
  large: { layers: 24, hidden: 1024, heads: 16, wide: 4096 },
};

/** The name of a shape. */
export type Size = keyof typeof sizes;

const isSize = (name: string): name is Size => Object.hasOwn(sizes, name);

/** The size of that name. @throws RequestError for another. */
export function sizeOf(name: string): Size {
  if (isSize(name)) return name;
  const remedy = `Take one of ${Object.keys(sizes).join(', ')}.`;
  throw new RequestError({ where: `--size ${name}`, what: 'there is no such size', remedy });
}

/** Ids of the special tokens that config.json names. */
export interface SpecialIds {
  readonly pad: number;
  readonly bos: number;
  readonly eos: number;
}

/** config.json of a size, field by field as the peer makes it; the ids default to XLM-R's. */
export function configOf(size: Size, vocab: number, { pad, bos, eos }: SpecialIds = { pad: 1, bos: 0, eos: 2 }) {
  const { layers, hidden, heads, wide } = sizes[size];
  return {
    ...{ model_type: 'xlm-roberta', vocab_size: vocab, hidden_size: hidden, num_hidden_layers: layers },
    ...{ num_attention_heads: heads, intermediate_size: wide, max_position_embeddings: 514, type_vocab_size: 1 },
    ...{ pad_token_id: pad, bos_token_id: bos, eos_token_id: eos, layer_norm_eps: 1e-5, hidden_act: 'gelu' },
  };
}

/** Numbers in the matrices that every token goes through: query, key, value, output, and the two of the wide layer. */
export const encoderMatrices = ({
  layers,
  hiddenSize,
  intermediateSize,
}: {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
}): number => layers * (4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize);
