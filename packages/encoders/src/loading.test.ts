import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCheckpoint, openCheckpoint, saveCheckpoint, valuesFor } from './checkpoint.ts';
import { initialise } from './initialise.ts';
import { encoderGraph, modelGraph } from './model-graph.ts';
import { recognise } from './registry.ts';
import { writeSafetensors } from './safetensors.ts';

const sizes = {
  ...{ vocab_size: 24, hidden_size: 8, num_hidden_layers: 2, num_attention_heads: 2, intermediate_size: 16 },
  ...{ max_position_embeddings: 40, pad_token_id: 1 },
};
const types = ['bert', 'xlm-roberta', 'modernbert'] as const;
const prefixes = { bert: 'bert.', 'xlm-roberta': 'roberta.', modernbert: 'model.' };
const known = (type: (typeof types)[number]) => recognise({ ...sizes, model_type: type }, 'config.json');

/** All tensors of a model with a head, under the names that they have in it. */
function tensorsOf(type: (typeof types)[number], kind: 'mlm' | 'choice' = 'mlm') {
  const { all } = modelGraph(known(type), { kind, size: kind === 'mlm' ? 24 : 1 }).parameters;
  return all.map((p) => [p.name, { shape: p.shape, data: initialise(p, 5, 0.02) }] as const);
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-loading-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

type Written = ReturnType<typeof tensorsOf>;
async function write(type: (typeof types)[number], tensors: Written, changed: Record<string, unknown> = {}) {
  await saveCheckpoint(folder, tensors, { ...known(type), head: 'mlm' });
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...sizes, model_type: type, ...changed }));
}

describe('an encoder that was saved alone', () => {
  const bare = (type: (typeof types)[number], tensors: Written): Written =>
    tensors.flatMap(([name, tensor]) =>
      name.startsWith(prefixes[type]) ? [[name.slice(prefixes[type].length), tensor] as const] : [],
    );

  test.each(types)('%s has the values that it has beside a head', async (type) => {
    const whole = tensorsOf(type);
    await write(type, bare(type, whole));
    const encoder = encoderGraph(known(type)).parameters.all;
    const values = valuesFor(await loadCheckpoint(folder), encoder, { head: 'new', seed: 1 });
    const wanted = new Map(whole);
    for (const { name } of encoder) expect(values.get(name)).toEqual(wanted.get(name)?.data);
  });

  test.each(['bert', 'xlm-roberta'] as const)("%s keeps its pooler's values, under the old names too", async (type) => {
    const whole = tensorsOf(type, 'choice');
    const old = bare(type, whole).map(([name, tensor]) => {
      const before = name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
      return [before, tensor] as const;
    });
    await write(type, old);
    const { all } = modelGraph(known(type), { kind: 'choice', size: 1 }).parameters;
    const values = valuesFor(await loadCheckpoint(folder), all, { head: 'new', seed: 1 });
    const pooler = `${prefixes[type]}pooler.dense.weight`;
    expect(values.get(pooler)).toEqual(new Map(whole).get(pooler)?.data);
  });

  test('is found in shards', async () => {
    const tensors = bare('xlm-roberta', tensorsOf('xlm-roberta'));
    await write('xlm-roberta', tensors);
    await rename(join(folder, 'model.safetensors'), join(folder, 'whole'));
    const shardOf = (i: number) => `model-0000${(i % 2) + 1}-of-00002.safetensors`;
    for (const shard of [0, 1]) {
      await writeSafetensors(
        join(folder, shardOf(shard)),
        tensors.filter((_, i) => i % 2 === shard),
      );
    }
    const weight_map = Object.fromEntries(tensors.map(([name], i) => [name, shardOf(i)]));
    await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));
    const { weights } = await loadCheckpoint(folder);
    expect(weights.size).toBe(tensors.length);
    for (const [name, { data }] of tensors) expect(weights.get(`roberta.${name}`)?.data).toEqual(data);
  });

  test('a head beside names without a prefix stays what it is', async () => {
    const tensors = tensorsOf('xlm-roberta').map(([name, tensor]) => [name.replace('roberta.', ''), tensor] as const);
    await write('xlm-roberta', tensors);
    const { stored } = await openCheckpoint(folder);
    expect([...stored.keys()].sort()).toEqual(
      tensorsOf('xlm-roberta')
        .map(([name]) => name)
        .sort(),
    );
  });
});

describe('what does not fit is refused before a weight is read', () => {
  test.each([
    [
      'vocab_size',
      25,
      /wants roberta.embeddings.word_embeddings.weight of shape \[25, 8\] \(vocab_size 25\), .*\[24, 8\]/,
    ],
    ['max_position_embeddings', 22, /position_embeddings.weight of shape \[22, 8\] \(max_position_embeddings 22\)/],
    ['type_vocab_size', 2, /token_type_embeddings.weight of shape \[2, 8\] \(type_vocab_size 2\)/],
    ['intermediate_size', 12, /intermediate.dense.weight of shape \[12, 8\] \(intermediate_size 12\)/],
    ['hidden_size', 12, /\(hidden_size 12\)/],
    ['num_hidden_layers', 1, /num_hidden_layers is 1, and the weights have 2 layers/],
    ['num_hidden_layers', 3, /num_hidden_layers is 3, and the weights have 2 layers/],
    ['num_attention_heads', 3, /config.json: num_attention_heads: must divide hidden_size/],
    ['pad_token_id', 24, /config.json: pad_token_id: must be below vocab_size/],
    ['max_position_embeddings', 2, /config.json: max_position_embeddings: must be above pad_token_id/],
  ])('%s %d', async (field, value, message) => {
    await write('xlm-roberta', tensorsOf('xlm-roberta'), { [field]: value });
    await expect(openCheckpoint(folder)).rejects.toThrow(message);
  });

  test.each(['bert', 'xlm-roberta'] as const)('a %s that is a decoder', async (type) => {
    await write(type, tensorsOf(type), { is_decoder: true });
    await expect(openCheckpoint(folder)).rejects.toThrow(/config.json: is_decoder/);
    await write(type, tensorsOf(type), { is_decoder: false });
    await expect(openCheckpoint(folder)).resolves.toMatchObject({ architecture: { modelType: type } });
  });

  test('ModernBERT with a layer or a bias that config.json does not announce', async () => {
    const kinds = { layer_types: ['full_attention'] };
    await write('modernbert', tensorsOf('modernbert'), { num_hidden_layers: 1, ...kinds });
    await expect(openCheckpoint(folder)).rejects.toThrow(/num_hidden_layers is 1, and the weights have 2 layers/);
    const bias = ['model.layers.0.attn.Wo.bias', { shape: [8], data: new Float32Array(8) }] as const;
    await write('modernbert', [...tensorsOf('modernbert'), bias]);
    await expect(openCheckpoint(folder)).rejects.toThrow(/announces no tensor model.layers.0.attn.Wo.bias/);
  });

  test('a missing tensor is named, with one that looks like it', async () => {
    const wrapped = tensorsOf('bert').map(([name, tensor]) => [`module.${name}`, tensor] as const);
    await write('bert', wrapped);
    await expect(openCheckpoint(folder)).rejects.toThrow(
      /no tensor bert.embeddings.word_embeddings.weight; there is module.bert.embeddings.word_embeddings.weight/,
    );
  });

  test('buffers of old checkpoints are no reason', async () => {
    const positions = ['roberta.embeddings.position_ids', { shape: [1, 2], data: Float32Array.of(0, 1) }] as const;
    await write('xlm-roberta', [...tensorsOf('xlm-roberta'), positions]);
    expect((await openCheckpoint(folder)).config.layers).toBe(2);
  });
});

describe('numbers that are none', () => {
  test.each([
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 187],
    [Number.NEGATIVE_INFINITY, 190],
  ])('%d is named by tensor and row, also in rows that are not kept', async (value, at) => {
    const table = 'roberta.embeddings.word_embeddings.weight';
    const tensors = tensorsOf('xlm-roberta');
    for (const [name, { data }] of tensors) if (name === table) data[at] = value;
    await write('xlm-roberta', tensors);
    const message = `tensor "${table}", row ${Math.floor(at / 8)}: the weights hold ${value}.`;
    await expect(loadCheckpoint(folder)).rejects.toThrow(message);
    const rowsOf = (name: string) => (name === table ? Int32Array.of(2, 3) : undefined);
    await expect(loadCheckpoint(folder, { rowsOf })).rejects.toThrow(message);
  });

  test('in a vector the number counts', async () => {
    const tensors = tensorsOf('bert');
    for (const [name, { data }] of tensors) if (name === 'bert.embeddings.LayerNorm.bias') data[7] = Number.NaN;
    await write('bert', tensors);
    await expect(loadCheckpoint(folder)).rejects.toThrow('LayerNorm.bias", number 7: the weights hold NaN');
  });
});

test('a head that is kept is never half drawn anew', async () => {
  const without = tensorsOf('bert', 'choice').filter(([name]) => !name.includes('pooler'));
  await write('bert', without);
  const { all } = modelGraph(known('bert'), { kind: 'choice', size: 1 }).parameters;
  const checkpoint = await loadCheckpoint(folder);
  expect(() => valuesFor(checkpoint, all, { head: 'keep', seed: 1 })).toThrow('no tensor bert.pooler.dense.weight');
  expect(valuesFor(checkpoint, all, { head: 'new', seed: 1 }).get('bert.pooler.dense.weight')).toHaveLength(64);
});
