// ModernBERT (Warner et al. 2025), multilingual mmBERT among them, under the parameter names of the hub's checkpoints.
import { column, type Value } from '@stopover/onnx-graph';
import type { Architecture, HeadSpec, Picked } from './architecture.ts';
import { attend } from './attention.ts';
import { type Building, dropout, layerNorm, linear, table } from './building.ts';
import { masked } from './layout.ts';
import { type ModernBertConfig, modernBertConfig, parseModernBert } from './modernbert-config.ts';

/** An encoder being built, with what only this architecture's configuration says. */
interface Modern extends Building {
  readonly own: ModernBertConfig;
}

/** What a kind of layer attends with: the places it may look at, and the turns of its rotary positions. */
interface Reach {
  readonly masks: readonly Value[];
  readonly cos: Value;
  readonly sin: Value;
}

/** Cosine and sine [T, 1, width/2] of each token's position times each frequency (Su et al. 2021). */
function rotation({ op, config, layout }: Building, theta: number): Pick<Reach, 'cos' | 'sin'> {
  const width = config.hiddenSize / config.heads;
  const frequencies = Array.from({ length: width / 2 }, (_, i) => theta ** ((-2 * i) / width));
  const positions = op.Reshape(op.Cast(layout.positions, op.graph.float), [-1, 1, 1], ['T', 1, 1]);
  const angle = op.Mul(positions, op.graph.constant(frequencies, [1, 1, width / 2]));
  return { cos: op.Cos(angle), sin: op.Sin(angle) };
}

/** The mask of layers that see no further than `window` / 2 tokens to each side [B, 1, S, S]. */
function localMask({ op }: Building, mask: Value, window: number): Value {
  // Counted from a row of the mask and not from the square's shape: what computes with shapes runs on the CPU alone.
  const row = op.Mul(op.ReduceSum(mask, [0, 1, 2], false), op.graph.scalar(0));
  const places = op.CumSum(op.Add(row, op.graph.scalar(1)));
  const distance = op.Sub(column(op, places), places);
  const far = op.Less(op.graph.scalar(Math.floor(window / 2) ** 2), op.Mul(distance, distance));
  return op.Where(far, op.graph.scalar(masked), mask);
}

function attention(b: Modern, x: Value, name: string, { masks, cos, sin }: Reach): Value {
  const { op, config, own } = b;
  const { hiddenSize, heads } = config;
  const width = hiddenSize / heads;
  const all = linear(b, x, `${name}.Wqkv`, hiddenSize, 3 * hiddenSize, { bias: own.attention_bias });
  const [query, key, value] = op.Split(all, 1, 3);
  const turned = (flat: Value) => {
    const rotated = op.Rotate(op.Reshape(flat, [-1, heads, width], ['T', heads, width]), cos, sin);
    return op.Reshape(rotated, [-1, hiddenSize], ['T', hiddenSize]);
  };
  const mixed = attend(b, { query: turned(query), key: turned(key), value, masks });
  const out = linear(b, mixed, `${name}.Wo`, hiddenSize, hiddenSize, { bias: own.attention_bias });
  return dropout(b, out, config.attentionDropout);
}

/** A gated feed-forward block (GeGLU: Shazeer 2020). */
function feedForward(b: Modern, x: Value, name: string): Value {
  const { op, config, own } = b;
  const { hiddenSize, intermediateSize } = config;
  const bias = { bias: own.mlp_bias };
  const [shaped, gate] = op.Split(linear(b, x, `${name}.Wi`, hiddenSize, 2 * intermediateSize, bias), 1, 2);
  const gated = dropout(b, op.Mul(op.Gelu(shaped), gate), config.hiddenDropout);
  return linear(b, gated, `${name}.Wo`, intermediateSize, hiddenSize, bias);
}

const norm = (b: Modern, x: Value, name: string) => layerNorm(b, x, name, { bias: b.own.norm_bias });

function layer(b: Modern, x: Value, i: number, reach: Reach): Value {
  const name = `model.layers.${i}`;
  // The embeddings end with a normalisation, so the first layer has none of its own.
  const start = i === 0 ? x : norm(b, x, `${name}.attn_norm`);
  const mid = b.op.Add(x, attention(b, start, `${name}.attn`, reach));
  return b.op.Add(mid, feedForward(b, norm(b, mid, `${name}.mlp_norm`), `${name}.mlp`));
}

const words = (b: Building) => table(b, 'model.embeddings.tok_embeddings', b.config.vocabSize, b.config.padId);

const modern = (b: Building): Modern => ({ ...b, own: modernBertConfig(b.config) });

function encode(plain: Building): readonly Value[] {
  const b = modern(plain);
  const { op, config, own, layout, parameters } = b;
  const word = norm(b, parameters.rows(words(b), layout.ids), 'model.embeddings.norm');
  const wide = rotation(b, own.theta.full_attention);
  const near =
    own.theta.sliding_attention === own.theta.full_attention ? wide : rotation(b, own.theta.sliding_attention);
  const reaches = {
    full_attention: { masks: layout.masks, ...wide },
    sliding_attention: { masks: layout.masks.map((mask) => localMask(b, mask, own.local_attention)), ...near },
  };
  let x = dropout(b, word, config.hiddenDropout);
  const states = [x];
  own.layers.forEach((kind, i) => {
    x = op.graph.scope(`layer.${i}`, () => layer(b, x, i, reaches[kind]));
    states.push(x);
  });
  // As in transformers, the last hidden state is the normalised one.
  return [...states.slice(0, -1), norm(b, x, 'model.final_norm')];
}

/** The mean of each sequence's tokens [R, hidden]: the sequences are the rows that a class is given to. */
function meanOfTokens({ op, config, layout }: Building, hidden: Value): Value {
  const { hiddenSize } = config;
  const places = op.Pad(hidden, layout.square, layout.flat);
  const there = op.Cast(op.Equal(layout.mask, op.graph.scalar(0)), op.graph.float);
  const tokens = op.Reshape(op.ReduceSum(there, [3]), [-1, 1], ['R', 1]);
  // A row that a batch was padded with has none.
  const count = op.Where(op.Less(tokens, op.graph.scalar(0.5)), op.graph.scalar(1), tokens);
  return op.Div(op.Reshape(op.ReduceSum(places, [1]), [-1, hiddenSize], ['R', hiddenSize]), count);
}

function head(plain: Building, hidden: Value, { kind, size }: HeadSpec, { index, inverse }: Picked): Value {
  const b = modern(plain);
  const { op, config, own, parameters } = b;
  const { hiddenSize } = config;
  const picked = () => op.Unpad(hidden, index, inverse);
  const shaped = (x: Value) => {
    const dense = linear(b, x, 'head.dense', hiddenSize, hiddenSize, { bias: own.classifier_bias });
    return norm(b, op.Gelu(dense), 'head.norm');
  };
  const pooled = () => (own.classifier_pooling === 'mean' ? meanOfTokens(b, hidden) : picked());
  const classifier = (x: Value) =>
    linear(b, dropout(b, shaped(x), config.classifierDropout), 'classifier', hiddenSize, size);
  switch (kind) {
    case 'classification':
    case 'choice':
      return classifier(pooled());
    case 'ranking': // it has no pooler: what its classifier reads stands for the text
      return shaped(pooled());
    case 'span':
    case 'tagging':
      return classifier(hidden);
    case 'mlm': {
      const tied = parameters.use(words(b));
      const bias = { name: 'decoder.bias', shape: [config.vocabSize], start: 0 } as const;
      return op.Gemm(shaped(picked()), tied, own.decoder_bias ? parameters.use(bias) : null, { transB: true });
    }
  }
}

/** ModernBERT: rotary positions, gated feed-forward, local attention in most layers, one dense head for all kinds. */
export const modernBert: Architecture = {
  modelType: 'modernbert',
  parse: parseModernBert,
  className: {
    classification: 'ModernBertForSequenceClassification',
    choice: 'ModernBertForMultipleChoice',
    span: 'ModernBertForQuestionAnswering',
    tagging: 'ModernBertForTokenClassification',
    ranking: 'ModernBertModel',
    mlm: 'ModernBertForMaskedLM',
  },
  position: (_config, n) => n,
  segmented: false,
  encode,
  head,
  headPrefixes: ['classifier.', 'decoder.'],
  // Pretraining leaves it trained, and every kind goes on with it.
  optionalPrefixes: ['head.'],
  basePrefix: 'model.',
};
