import type { Value } from '@stopover/onnx-graph';
import { createOps, GraphBuilder, serialize } from '@stopover/onnx-graph';
import { describe, expect, test } from 'vitest';
import { modelGraph } from './model-graph.ts';
import { pickedRowsOps } from './picked-rows.ts';
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

describe('a graph whose head reads picked rows', () => {
  test('computes the last layer behind its attention for the picked rows alone, the others for all', () => {
    const { logits } = modelGraph({ ...placement, infers: true }, { kind: 'classification', size: 3 });
    expect(shapesOf(logits, 'Gelu')).toEqual(['R,16', 'T,16']);
    expect(shapesOf(logits, 'LayerNormalization')).toEqual(['R,8', 'R,8', 'T,8', 'T,8', 'T,8']);
    // WebGPU has a kernel for rows of floats, and none for rows of whole numbers.
    const gathered = [...originsOf(logits).values()].filter(({ from }) => from?.op === 'Unpad');
    expect(gathered.filter(({ type }) => type !== 'float32')).toEqual([]);
    expect(gathered.length).toBeGreaterThan(2);
  });

  test('trains these rows alone, with dropout factors for what is computed', () => {
    const training = { ...placement, nextSeed: () => 1, dialect: { dropout: 'fed' } } as const;
    const { op, logits } = modelGraph(training, { kind: 'mlm', size: 40 });
    expect(shapesOf(logits, 'Gelu')).toEqual(['M,16', 'M,8', 'T,16']);
    expect(op.graph.dropped.map(({ input }) => input.shape.join())).toEqual([
      'T,8',
      'B,2,S,S',
      'T,8',
      'T,8',
      'B,2,S,S',
      'M,8',
      'M,8',
    ]);
    const names = op.graph.inputs.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('dropped.'))).toEqual(
      op.graph.dropped.map(({ input }) => input.name),
    );
    expect(new Set(names).size).toBe(names.length);
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
    const op = pickedRowsOps(base, { index: picked, inverse: picked, layerNormEpsilon: 1e-5 });
    const shared = op.Gelu(x);
    const last = g.scope('replaced', () => op.Add(op.Gelu(shared), shared));
    const all = op.ReduceSum(shared, [0]);
    const rows = op.Unpad(last, picked, picked);
    expect(rows.shape).toEqual(['R', 4]);
    expect(shapesOf(rows, 'Gelu')).toEqual(['R,4', 'T,4']);
    expect([...originsOf(rows).values()].filter(({ from }) => from?.op === 'Unpad')).toHaveLength(1);
    g.output('rows', rows);
    g.output('all', all);
    // What the rows replaced is nobody's any more, and is not written.
    const written = new TextDecoder('latin1').decode(serialize(g).model);
    const left = g.nodes.filter(({ name }) => !written.includes(name)).map(({ name }) => name);
    expect(left).toEqual(g.nodes.map(({ name }) => name).filter((name) => name.startsWith('replaced.')));
    expect(left).toContain('replaced.Erf');
  });
});
