import type { Value } from '@stopover/onnx-graph';
import { createOps, GraphBuilder, serialize } from '@stopover/onnx-graph';
import { describe, expect, test } from 'vitest';
import { inferenceOps } from './inference-ops.ts';
import { modelGraph } from './model-graph.ts';
import { recognise } from './registry.ts';

const placement = recognise(
  {
    ...{ model_type: 'xlm-roberta', vocab_size: 40, hidden_size: 8, num_hidden_layers: 2, num_attention_heads: 2 },
    ...{ intermediate_size: 16, max_position_embeddings: 20, pad_token_id: 1 },
  },
  'config.json',
);

/** Every operation that a value comes from. */
function originsOf(value: Value, seen = new Map<string, Value>()): ReadonlyMap<string, Value> {
  if (seen.has(value.name)) return seen;
  seen.set(value.name, value);
  for (const input of value.from?.inputs ?? []) originsOf(input, seen);
  return seen;
}

const shapesOf = (logits: Value, op: string) =>
  [...originsOf(logits).values()]
    .filter(({ from }) => from?.op === op)
    .map(({ shape }) => shape.join())
    .sort((a, b) => (a < b ? -1 : 1));

describe('a graph that only infers', () => {
  test('computes the last layer behind its attention for the picked rows alone, the others for all', () => {
    const { logits } = modelGraph({ ...placement, infers: true }, { kind: 'classification', size: 3 });
    expect(shapesOf(logits, 'Gelu')).toEqual(['R,16', 'T,16']);
    expect(shapesOf(logits, 'LayerNormalization')).toEqual(['R,8', 'R,8', 'T,8', 'T,8', 'T,8']);
    // WebGPU has a kernel for rows of floats, and none for rows of whole numbers.
    const gathered = [...originsOf(logits).values()].filter(({ from }) => from?.op === 'Gather');
    expect(gathered.filter(({ type }) => type !== 'float32')).toEqual([]);
    expect(gathered.length).toBeGreaterThan(2);
    const trained = modelGraph(placement, { kind: 'classification', size: 3 });
    expect(shapesOf(trained.logits, 'Gelu')).toEqual(['T,16', 'T,16']);
  });

  test('computes all rows where the head reads all', () => {
    const { logits } = modelGraph({ ...placement, infers: true }, { kind: 'tagging', size: 3 });
    expect(shapesOf(logits, 'Gelu')).toEqual(['T,16', 'T,16']);
  });

  test('picks from the whole of a value that something else reads too, once', () => {
    const g = new GraphBuilder();
    const base = createOps(g);
    const picked = g.input('picked', 'int64', ['R']);
    const x = g.input('x', 'float32', ['T', 4]);
    const op = inferenceOps(base, { picked, layerNormEpsilon: 1e-5 });
    const shared = op.Gelu(x);
    const last = g.scope('replaced', () => op.Add(op.Gelu(shared), shared));
    const all = op.ReduceSum(shared, [0]);
    const rows = op.Collect(last, picked, picked);
    expect(rows.shape).toEqual(['R', 4]);
    expect(shapesOf(rows, 'Gelu')).toEqual(['R,4', 'T,4']);
    expect([...originsOf(rows).values()].filter(({ from }) => from?.op === 'Gather')).toHaveLength(1);
    g.output('rows', rows);
    g.output('all', all);
    // What the rows replaced is nobody's any more, and is not written.
    const written = new TextDecoder('latin1').decode(serialize(g).model);
    expect(g.nodes.filter(({ name }) => !written.includes(name)).map(({ name }) => name)).toEqual([
      'replaced.Gelu',
      'replaced.Add',
    ]);
  });
});
