import { z } from 'zod';
import type { EncoderConfig } from './config.ts';

const share = z.number().min(0).max(0.9);

/** Fields that the config.json of BERT and of what follows its layers have in common. */
export const postNormFields = {
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  hidden_act: z.literal('gelu').default('gelu'),
  hidden_dropout_prob: share.default(0.1),
  attention_probs_dropout_prob: share.default(0.1),
  classifier_dropout: share.nullish(),
  initializer_range: z.number().positive().default(0.02),
  // A decoder sees no token behind its own; that is in no tensor. Left out where it is not there: what is read is written again.
  is_decoder: z.literal(false).optional(),
};

const whole = z
  .looseObject({
    ...postNormFields,
    model_type: z.string(),
    type_vocab_size: z.int(),
    layer_norm_eps: z.number(),
    pad_token_id: z.int(),
  })
  .refine((c) => c.hidden_size % c.num_attention_heads === 0, {
    path: ['num_attention_heads'],
    error: 'must divide hidden_size: every head has the same width',
  })
  .refine((c) => c.pad_token_id < c.vocab_size, {
    path: ['pad_token_id'],
    error: 'must be below vocab_size: it is a row of the token embeddings',
  });

/**
 * The configuration of a parsed config.json; `maxLength` are the tokens that its positions reach.
 * @throws ZodError when its sizes contradict each other.
 */
export const postNormConfig = (parsed: z.infer<typeof whole>, maxLength: number): EncoderConfig => {
  const c = whole.parse(parsed);
  return {
    modelType: c.model_type,
    vocabSize: c.vocab_size,
    hiddenSize: c.hidden_size,
    layers: c.num_hidden_layers,
    heads: c.num_attention_heads,
    intermediateSize: c.intermediate_size,
    positions: c.max_position_embeddings,
    maxLength,
    typeVocabSize: c.type_vocab_size,
    layerNormEpsilon: c.layer_norm_eps,
    padId: c.pad_token_id,
    hiddenDropout: c.hidden_dropout_prob,
    attentionDropout: c.attention_probs_dropout_prob,
    classifierDropout: c.classifier_dropout ?? c.hidden_dropout_prob,
    initializerRange: c.initializer_range,
    raw: parsed,
  };
};
