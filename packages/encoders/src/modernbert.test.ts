import { describe, expect, test } from 'vitest';
import { modelGraph } from './model-graph.ts';
import { modernBertConfig } from './modernbert-config.ts';
import { recognise } from './registry.ts';

const raw = {
  model_type: 'modernbert',
  vocab_size: 40,
  hidden_size: 8,
  num_hidden_layers: 4,
  num_attention_heads: 2,
  intermediate_size: 16,
  pad_token_id: 0,
};
const read = (more: object) => recognise({ ...raw, ...more }, 'config.json');
const own = (more: object) => modernBertConfig(read(more).config);

describe('layers and their rotary bases', () => {
  test('of the checkpoints before transformers 5 follow from three numbers', () => {
    // mmBERT's file in short.
    const old = own({ global_attn_every_n_layers: 3, global_rope_theta: 160_000, local_rope_theta: 160_000 });
    expect(old.layers).toEqual(['full_attention', 'sliding_attention', 'sliding_attention', 'full_attention']);
    expect(old.theta).toEqual({ full_attention: 160_000, sliding_attention: 160_000 });
    expect(own({ global_rope_theta: 7, local_rope_theta: null }).theta.sliding_attention).toBe(7);
    expect(own({ global_rope_theta: 7 }).theta.sliding_attention).toBe(10_000);
  });

  test('of later ones are listed', () => {
    const layer_types = ['sliding_attention', 'sliding_attention', 'sliding_attention', 'full_attention'];
    const rope_parameters = { full_attention: { rope_theta: 5 }, sliding_attention: { rope_theta: 6 } };
    const listed = own({ layer_types, rope_parameters, global_rope_theta: 160_000 });
    expect(listed.layers).toEqual(layer_types);
    expect(listed.theta).toEqual({ full_attention: 5, sliding_attention: 6 });
  });

  test('of one base share their turns', () => {
    const turns = (more: object) =>
      modelGraph(read(more), { kind: 'span', size: 2 }).op.graph.nodes.filter(({ op }) => op === 'Cos').length;
    expect([turns({ global_rope_theta: 7, local_rope_theta: 7 }), turns({})]).toEqual([1, 2]);
  });
});

test.each([
  ['a base that is scaled', { rope_parameters: { full_attention: { rope_type: 'yarn' } } }, /rope_parameters/],
  ['one base for all layers', { rope_parameters: { rope_theta: 5, rope_type: 'yarn' } }, /rope_parameters/],
  [
    'a share of the width that turns',
    { rope_parameters: { full_attention: { partial_rotary_factor: 0.5 } } },
    /rope_parameters/,
  ],
  ['scaled positions of the old kind', { rope_scaling: { factor: 2 } }, /rope_scaling/],
  ['another activation', { hidden_activation: 'silu' }, /hidden_activation/],
  ['two dropouts of hidden states', { mlp_dropout: 0.1 }, /embedding_dropout: must equal mlp_dropout/],
  ['heads of an odd width', { hidden_size: 6 }, /num_attention_heads: must divide/],
  ['layers that are not all named', { layer_types: ['full_attention'] }, /layer_types: must name every layer/],
])('%s is refused by name', (_, more, message) => {
  expect(() => read(more)).toThrow(message);
});

test('biases are parameters where the file has them', () => {
  const names = (more: object) =>
    modelGraph(read(more), { kind: 'mlm', size: 40 })
      .parameters.all.map(({ name }) => name)
      .filter((name) => name.endsWith('.bias'));
  expect(names({})).toEqual(['decoder.bias']);
  expect(names({ decoder_bias: false })).toEqual([]);
  const all = names({ attention_bias: true, mlp_bias: true, norm_bias: true, classifier_bias: true });
  // Four in each layer's blocks, seven norms of layers, the embeddings' and the last, two in the head, the decoder's.
  expect(all).toHaveLength(4 * 4 + 7 + 2 + 2 + 1);
});
