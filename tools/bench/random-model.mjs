// An XLM-R of the wanted size that nobody has trained: what it says is noise, how long it takes is not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { initialise, modelGraph, recognise, saveCheckpoint } from '@stopover/encoders';
import { miniatureModelFolder } from '@stopover/miniature';
import { Tokenizer } from '@stopover/text';

const sizes = {
  base: { layers: 12, hidden: 768, heads: 12, wide: 3072 },
  small: { layers: 4, hidden: 256, heads: 4, wide: 1024 },
};

/** @typedef {keyof typeof sizes} Size */

/** @param {string} name @returns {name is Size} */
export const isSize = (name) => name in sizes;

/** A folder of the mirror with a tokenizer whose ids are below `vocab`; the miniature's when there is none. */
/** @param {string | undefined} mirror @param {number} vocab */
export async function tokenizerFor(mirror, vocab) {
  const names = mirror ? ['xlm-r-tokenizer', 'small-multilingual'].map((name) => join(mirror, 'models', name)) : [];
  for (const folder of names.filter((path) => existsSync(path))) {
    const tokenizer = await Tokenizer.load(folder);
    if (tokenizer.size <= vocab) return tokenizer;
  }
  return Tokenizer.load(miniatureModelFolder);
}

/**
 * Writes a checkpoint with a classification head and its tokenizer.
 * @param {string} folder
 * @param {{ size: Size, vocab: number, tokenizer: Tokenizer, labels: readonly string[] }} options
 */
export async function writeRandomModel(folder, { size, vocab, tokenizer, labels }) {
  const { layers, hidden, heads, wide } = sizes[size];
  const raw = {
    ...{ model_type: 'xlm-roberta', vocab_size: vocab, hidden_size: hidden, num_hidden_layers: layers },
    ...{ num_attention_heads: heads, intermediate_size: wide, max_position_embeddings: 514 },
    ...{ pad_token_id: tokenizer.special.pad, bos_token_id: tokenizer.special.bos },
    ...{ eos_token_id: tokenizer.special.eos, type_vocab_size: 1, layer_norm_eps: 1e-5, hidden_act: 'gelu' },
  };
  const { architecture, config } = recognise(raw, 'the model of the benchmark');
  const { parameters } = modelGraph({ architecture, config }, { kind: 'classification', size: labels.length });
  const noise = initialise({ name: 'noise', shape: [1_000_003], start: 'normal' }, 1, 0.04);
  const tensors = parameters.all.map((parameter) => {
    const data = new Float32Array(parameter.shape.reduce((n, d) => n * d, 1));
    if (parameter.start === 'normal') for (let i = 0; i < data.length; i++) data[i] = noise[i % noise.length] ?? 0;
    else data.fill(parameter.start);
    return /** @type {const} */ ([parameter.name, { shape: parameter.shape, data }]);
  });
  await saveCheckpoint(folder, tensors, { architecture, config, head: 'classification', labels });
  await tokenizer.save(folder, { longest: config.maxLength });
}
