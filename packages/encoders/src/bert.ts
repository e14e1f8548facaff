// BERT (Devlin et al. 2019), multilingual BERT among them, under the parameter names of the hub's checkpoints.
import type { Value } from '@stopover/onnx-graph';
import { z } from 'zod';
import type { Architecture, HeadSpec, Picked } from './architecture.ts';
import { type Building, dropout, layerNorm, linear, table } from './building.ts';
import type { EncoderConfig } from './config.ts';
import { postNormLayers, presentLayerNorm } from './post-norm.ts';
import { postNormConfig, postNormFields } from './post-norm-config.ts';

const schema = z.looseObject({
  ...postNormFields,
  model_type: z.literal('bert'),
  // The segments of a pair are 0 and 1.
  type_vocab_size: z.int().min(2).default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  pad_token_id: z.int().min(0).default(0),
  tie_word_embeddings: z.literal(true).default(true),
  position_embedding_type: z.literal('absolute').default('absolute'),
});

function parse(config: unknown): EncoderConfig {
  const c = schema.parse(config);
  return postNormConfig(c, c.max_position_embeddings);
}

const words = (b: Building) => table(b, 'bert.embeddings.word_embeddings', b.config.vocabSize, b.config.padId);

function embeddings(b: Building): Value {
  const { op, config, layout, parameters } = b;
  const name = 'bert.embeddings';
  const word = parameters.rows(words(b), layout.ids);
  const position = parameters.rows(table(b, `${name}.position_embeddings`, config.positions), layout.positions);
  const type = parameters.rows(table(b, `${name}.token_type_embeddings`, config.typeVocabSize), layout.segments());
  const sum = op.Add(op.Add(word, type), position);
  return dropout(b, layerNorm(b, sum, `${name}.LayerNorm`), config.hiddenDropout);
}

function head(b: Building, hidden: Value, { kind, size }: HeadSpec, { index, inverse }: Picked): Value {
  const { op, config, parameters } = b;
  const { hiddenSize } = config;
  const picked = () => op.Unpad(hidden, index, inverse);
  const classifier = (x: Value) => linear(b, dropout(b, x, config.classifierDropout), 'classifier', hiddenSize, size);
  switch (kind) {
    case 'classification':
    case 'choice':
      return classifier(op.Tanh(linear(b, picked(), 'bert.pooler.dense', hiddenSize, hiddenSize)));
    case 'ranking':
      return op.Tanh(linear(b, picked(), 'bert.pooler.dense', hiddenSize, hiddenSize));
    case 'span':
      return linear(b, hidden, 'qa_outputs', hiddenSize, size);
    case 'tagging':
      return classifier(hidden);
    case 'mlm': {
      const name = 'cls.predictions';
      const dense = op.Gelu(linear(b, picked(), `${name}.transform.dense`, hiddenSize, hiddenSize));
      const bias = parameters.use({ name: `${name}.bias`, shape: [config.vocabSize], start: 0 });
      const x = layerNorm(b, dense, `${name}.transform.LayerNorm`);
      return op.Gemm(x, parameters.use(words(b)), bias, { transB: true });
    }
  }
}

/** BERT: segments, a pooler for classes and choices, masked tokens decoded by the tied token embeddings. */
export const bert: Architecture = {
  modelType: 'bert',
  parse,
  className: {
    classification: 'BertForSequenceClassification',
    choice: 'BertForMultipleChoice',
    span: 'BertForQuestionAnswering',
    tagging: 'BertForTokenClassification',
    ranking: 'BertModel',
    mlm: 'BertForMaskedLM',
  },
  position: (_config, n) => n,
  segmented: true,
  encode: (b) => postNormLayers(b, embeddings(b), 'bert'),
  head,
  headPrefixes: ['classifier.', 'qa_outputs.', 'cls.'],
  optionalPrefixes: ['bert.pooler.'],
  basePrefix: 'bert.',
  renamed: presentLayerNorm,
};
