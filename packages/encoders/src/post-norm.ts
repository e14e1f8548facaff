import type { Value } from '@stopover/onnx-graph';
import { selfAttention } from './attention.ts';
import { type Building, dropout, layerNorm, linear } from './building.ts';

/** One layer of the original transformer (Vaswani et al. 2017), normalised after each sum, under BERT's names. */
function layer(b: Building, x: Value, name: string): Value {
  const { op, config } = b;
  const { hiddenSize, intermediateSize } = config;
  const attended = selfAttention(b, x, `${name}.attention.self`);
  const projected = linear(b, attended, `${name}.attention.output.dense`, hiddenSize, hiddenSize);
  const mid = layerNorm(
    b,
    op.Add(dropout(b, projected, config.hiddenDropout), x),
    `${name}.attention.output.LayerNorm`,
  );
  const wide = op.Gelu(linear(b, mid, `${name}.intermediate.dense`, hiddenSize, intermediateSize));
  const narrow = linear(b, wide, `${name}.output.dense`, intermediateSize, hiddenSize);
  return layerNorm(b, op.Add(dropout(b, narrow, config.hiddenDropout), mid), `${name}.output.LayerNorm`);
}

/** The layers of BERT and its descendants over the embeddings, as `<name>.encoder.layer.<n>`: every hidden state. */
export function postNormLayers(b: Building, embeddings: Value, name: string): readonly Value[] {
  const states = [embeddings];
  for (let i = 0; i < b.config.layers; i++) {
    const x = states[i];
    if (x) states.push(b.op.graph.scope(`layer.${i}`, () => layer(b, x, `${name}.encoder.layer.${i}`)));
  }
  return states;
}

/**
 * The present name of a parameter: Google's checkpoints of 2018 carry TensorFlow's names of the two vectors of a layer
 * normalisation, on the hub to this day.
 */
export const presentLayerNorm = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
