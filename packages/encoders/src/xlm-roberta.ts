// XLM-RoBERTa (Conneau et al. 2020), under the parameter names of the hub's checkpoints.
import type { Value } from '@stopover/onnx-graph';
import { z } from 'zod';
import type { Architecture, HeadSpec, Picked } from './architecture.ts';
import { type Building, dropout, layerNorm, linear, table } from './building.ts';
import type { EncoderConfig } from './config.ts';
import { postNormLayers, presentLayerNorm } from './post-norm.ts';
import { postNormConfig, postNormFields } from './post-norm-config.ts';

const schema = z
  .looseObject({
    ...postNormFields,
    model_type: z.literal('xlm-roberta'),
    type_vocab_size: z.int().positive().default(1),
    layer_norm_eps: z.number().positive().default(1e-5),
    pad_token_id: z.int().min(0).default(1),
  })
  .refine((c) => c.max_position_embeddings > c.pad_token_id + 1, {
    path: ['max_position_embeddings'],
    error: 'must be above pad_token_id + 1: positions start there',
  });

function parse(config: unknown): EncoderConfig {
  const c = schema.parse(config);
  // Positions start after the padding row, so the last `padId + 1` rows of the table are out of reach.
  return postNormConfig(c, c.max_position_embeddings - c.pad_token_id - 1);
}

function embeddings(b: Building): Value {
  const { op, config, layout, parameters } = b;
  const name = 'roberta.embeddings';
  const word = table(b, `${name}.word_embeddings`, config.vocabSize, config.padId);
  const position = table(b, `${name}.position_embeddings`, config.positions, config.padId);
  const type = parameters.use(table(b, `${name}.token_type_embeddings`, config.typeVocabSize));
  // Every token is of type 0: XLM-R has no segments.
  const first = config.typeVocabSize === 1 ? type : op.Slice(type, 0, 0, 1);
  const sum = op.Add(op.Add(parameters.rows(word, layout.ids), parameters.rows(position, layout.positions)), first);
  return dropout(b, layerNorm(b, sum, `${name}.LayerNorm`), config.hiddenDropout);
}

function head(b: Building, hidden: Value, { kind, size }: HeadSpec, { index, inverse }: Picked): Value {
  const { op, config, parameters } = b;
  const { hiddenSize } = config;
  const drop = (x: Value) => dropout(b, x, config.classifierDropout);
  switch (kind) {
    case 'classification': {
      const pooled = op.Tanh(
        linear(b, drop(op.Unpad(hidden, index, inverse)), 'classifier.dense', hiddenSize, hiddenSize),
      );
      return linear(b, drop(pooled), 'classifier.out_proj', hiddenSize, size);
    }
    case 'choice': {
      const pooled = op.Tanh(
        linear(b, op.Unpad(hidden, index, inverse), 'roberta.pooler.dense', hiddenSize, hiddenSize),
      );
      return linear(b, dropout(b, pooled, config.hiddenDropout), 'classifier', hiddenSize, size);
    }
    case 'ranking':
      return op.Tanh(linear(b, op.Unpad(hidden, index, inverse), 'roberta.pooler.dense', hiddenSize, hiddenSize));
    case 'span':
      return linear(b, hidden, 'qa_outputs', hiddenSize, size);
    case 'tagging':
      return linear(b, drop(hidden), 'classifier', hiddenSize, size);
    case 'mlm': {
      const picked = linear(b, op.Unpad(hidden, index, inverse), 'lm_head.dense', hiddenSize, hiddenSize);
      const x = layerNorm(b, op.Gelu(picked), 'lm_head.layer_norm');
      const tied = parameters.use(table(b, 'roberta.embeddings.word_embeddings', config.vocabSize, config.padId));
      const bias = parameters.use({ name: 'lm_head.bias', shape: [config.vocabSize], start: 0 });
      return op.Gemm(x, tied, bias, { transB: true });
    }
  }
}

/** XLM-RoBERTa: `<s>`-pooled classifier, pooler for choices, masked tokens decoded by the tied token embeddings. */
export const xlmRoberta: Architecture = {
  modelType: 'xlm-roberta',
  parse,
  className: {
    classification: 'XLMRobertaForSequenceClassification',
    choice: 'XLMRobertaForMultipleChoice',
    span: 'XLMRobertaForQuestionAnswering',
    tagging: 'XLMRobertaForTokenClassification',
    ranking: 'XLMRobertaModel',
    mlm: 'XLMRobertaForMaskedLM',
  },
  position: (config, n) => config.padId + 1 + n,
  segmented: false,
  encode: (b) => postNormLayers(b, embeddings(b), 'roberta'),
  head,
  headPrefixes: ['classifier.', 'qa_outputs.', 'lm_head.'],
  optionalPrefixes: ['roberta.pooler.'],
  basePrefix: 'roberta.',
  renamed: presentLayerNorm,
};
