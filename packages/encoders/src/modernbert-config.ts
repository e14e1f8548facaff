import { z } from 'zod';
import type { EncoderConfig } from './config.ts';

const layerKind = z.enum(['full_attention', 'sliding_attention']);
type LayerKind = z.infer<typeof layerKind>;
const share = z.number().min(0).max(0.9).default(0);
const rope = z.strictObject({
  rope_theta: z.number().positive().optional(),
  rope_type: z.literal('default').default('default'),
  partial_rotary_factor: z.literal(1).optional(),
});

const schema = z
  .looseObject({
    model_type: z.literal('modernbert'),
    vocab_size: z.int().positive(),
    hidden_size: z.int().positive(),
    num_hidden_layers: z.int().positive(),
    num_attention_heads: z.int().positive(),
    intermediate_size: z.int().positive(),
    max_position_embeddings: z.int().positive().default(8192),
    norm_eps: z.number().positive().default(1e-5),
    pad_token_id: z.int().min(0),
    hidden_activation: z.literal('gelu').default('gelu'),
    classifier_activation: z.literal('gelu').default('gelu'),
    classifier_pooling: z.enum(['cls', 'mean']).default('cls'),
    attention_bias: z.boolean().default(false),
    mlp_bias: z.boolean().default(false),
    norm_bias: z.boolean().default(false),
    classifier_bias: z.boolean().default(false),
    decoder_bias: z.boolean().default(true),
    tie_word_embeddings: z.literal(true).default(true),
    local_attention: z.int().positive().default(128),
    // Since transformers 5 the layers and their rotary bases are listed; before, they followed from three numbers.
    layer_types: z.array(layerKind).optional(),
    global_attn_every_n_layers: z.int().positive().optional(),
    // Strict: a rotary base for all layers alike would otherwise be passed over.
    rope_parameters: z.strictObject({ full_attention: rope, sliding_attention: rope }).partial().optional(),
    rope_scaling: z.null().optional(),
    global_rope_theta: z.number().positive().optional(),
    local_rope_theta: z.number().positive().nullish(),
    embedding_dropout: share,
    mlp_dropout: share,
    attention_dropout: share,
    classifier_dropout: share,
    initializer_range: z.number().positive().default(0.02),
  })
  .refine((c) => c.embedding_dropout === c.mlp_dropout, {
    path: ['embedding_dropout'],
    error: 'must equal mlp_dropout: hidden states have one dropout here',
  })
  .refine((c) => (c.hidden_size / c.num_attention_heads) % 2 === 0, {
    path: ['num_attention_heads'],
    error: 'must divide hidden_size into an even width: rotary positions turn pairs of numbers',
  })
  .refine((c) => c.pad_token_id < c.vocab_size, {
    path: ['pad_token_id'],
    error: 'must be below vocab_size: it is a row of the token embeddings',
  })
  .refine((c) => c.layer_types === undefined || c.layer_types.length === c.num_hidden_layers, {
    path: ['layer_types'],
    error: 'must name every layer',
  });

type File = z.infer<typeof schema>;

/** What only ModernBERT's config.json says. */
export interface ModernBertConfig
  extends Pick<
    File,
    | 'attention_bias'
    | 'mlp_bias'
    | 'norm_bias'
    | 'classifier_bias'
    | 'decoder_bias'
    | 'classifier_pooling'
    | 'local_attention'
  > {
  /** The kind of each layer. */
  readonly layers: readonly LayerKind[];
  /** Base of the rotary frequencies of each kind. */
  readonly theta: Readonly<Record<LayerKind, number>>;
}

/** Validates a config.json. @throws ZodError when it is not ModernBERT's. */
export function parseModernBert(config: unknown): EncoderConfig {
  const c = schema.parse(config);
  return {
    modelType: c.model_type,
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediateSize: c.intermediate_size,
    positions: 0,
    maxLength: c.max_position_embeddings,
    typeVocabSize: 0,
    layerNormEpsilon: c.norm_eps,
    padId: c.pad_token_id,
    hiddenDropout: c.mlp_dropout,
    attentionDropout: c.attention_dropout,
    classifierDropout: c.classifier_dropout,
    initializerRange: c.initializer_range,
    raw: c,
  };
}

/** The architecture's own part of a configuration that `parseModernBert` made. */
export function modernBertConfig({ raw }: EncoderConfig): ModernBertConfig {
  const c = schema.parse(raw);
  const every = c.global_attn_every_n_layers ?? 3;
  const full = c.rope_parameters?.full_attention?.rope_theta ?? c.global_rope_theta ?? 160_000;
  // Absent, transformers takes 10,000; null meant the global base.
  const local = c.local_rope_theta === null ? full : (c.local_rope_theta ?? 10_000);
  return {
    ...c,
    layers:
      c.layer_types ??
      Array.from({ length: c.num_hidden_layers }, (_, i) => (i % every === 0 ? 'full_attention' : 'sliding_attention')),
    theta: {
      full_attention: full,
      sliding_attention: c.rope_parameters?.sliding_attention?.rope_theta ?? local,
    },
  };
}
