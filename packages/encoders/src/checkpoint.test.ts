import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Architecture } from './architecture.ts';
import { loadCheckpoint, saveCheckpoint, valuesFor } from './checkpoint.ts';
import { initialise } from './initialise.ts';
import { modelGraph } from './model-graph.ts';
import { architecturesWith, recognise } from './registry.ts';
import { xlmRoberta } from './xlm-roberta.ts';

const raw = {
  model_type: 'xlm-roberta',
  vocab_size: 40,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  max_position_embeddings: 20,
  pad_token_id: 1,
  something_new: { of: 'a later version' },
};
const { architecture, config } = recognise(raw, 'config.json');
const parametersOf = (kind: 'classification' | 'choice' | 'mlm', size: number) =>
  modelGraph({ architecture, config }, { kind, size }).parameters.all;
const tensors = (kind: 'classification' | 'choice' | 'mlm', size: number) =>
  parametersOf(kind, size).map((p) => [p.name, { shape: p.shape, data: initialise(p, 5, 0.02) }] as const);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-checkpoint-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe('config.json', () => {
  test('an unknown architecture is refused with the list of those known', () => {
    expect(() => recognise({ model_type: 'mamba' }, 'm/config.json')).toThrow(
      'm/config.json: the architecture "mamba" is not known. Known: bert, modernbert, xlm-roberta.',
    );
  });

  test('a plugin may bring one that is not there yet, and whole', () => {
    const own: Architecture = { ...architecture, modelType: 'mamba', parse: () => ({ ...config, modelType: 'mamba' }) };
    const among = architecturesWith([own]);
    expect(recognise({ model_type: 'mamba' }, 'config.json', among).config.modelType).toBe('mamba');
    expect(() => recognise({ model_type: 'llama' }, 'config.json', among)).toThrow(/Known: .*xlm-roberta, mamba\./);
    expect(() => architecturesWith([own, own])).toThrow('architecture mamba: it is there twice. Remove one');
    expect(() => architecturesWith([xlmRoberta])).toThrow(/xlm-roberta: it is there twice/);
    const half = { modelType: 'half', parse: own.parse };
    expect(() => architecturesWith([half])).toThrow(/half: what the plugin gives/);
  });

  test('a wrong field is named', () => {
    expect(() => recognise({ ...raw, hidden_size: '8' }, 'config.json')).toThrow(/config.json: hidden_size: /);
    expect(() => recognise({}, 'config.json')).toThrow(/no `model_type`/);
  });

  test('XLM-R counts positions from after the padding row', () => {
    expect(config.maxLength).toBe(18);
    expect(architecture.position(config, 0)).toBe(2);
  });
});

describe('a checkpoint', () => {
  test('comes back as it was written, under transformers names, with unknown fields kept', async () => {
    const written = tensors('classification', 3);
    const labels = ['entailment', 'neutral', 'contradiction'];
    await saveCheckpoint(folder, written, { architecture, config, head: 'classification', labels });
    const read = await loadCheckpoint(folder);
    expect([...read.weights.keys()].sort()).toEqual(written.map(([name]) => name).sort());
    for (const [name, { data }] of written) expect(read.weights.get(name)?.data).toEqual(data);
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['XLMRobertaForSequenceClassification'],
      id2label: { 0: 'entailment', 2: 'contradiction' },
      label2id: { neutral: 1 },
      something_new: { of: 'a later version' },
    });
  });

  test('a kept head is the stored one, a new head is drawn from the seed', async () => {
    await saveCheckpoint(folder, tensors('classification', 3), { architecture, config, head: 'classification' });
    const checkpoint = await loadCheckpoint(folder);
    const wanted = parametersOf('classification', 3);
    const head = 'classifier.out_proj.weight';
    const kept = valuesFor(checkpoint, wanted, { head: 'keep', seed: 9 });
    const fresh = valuesFor(checkpoint, wanted, { head: 'new', seed: 9 });
    expect(kept.get(head)).toEqual(checkpoint.weights.get(head)?.data);
    expect(fresh.get(head)).not.toEqual(kept.get(head));
    expect(fresh.get(head)).toEqual(valuesFor(checkpoint, wanted, { head: 'new', seed: 9 }).get(head));
    const encoder = 'roberta.encoder.layer.0.output.dense.weight';
    expect(fresh.get(encoder)).toEqual(checkpoint.weights.get(encoder)?.data);
  });

  test('a pooler may be missing, an encoder weight may not', async () => {
    const stored = tensors('mlm', 40);
    await saveCheckpoint(folder, stored, { architecture, config, head: 'mlm' });
    const checkpoint = await loadCheckpoint(folder);
    expect(
      valuesFor(checkpoint, parametersOf('choice', 1), { head: 'new', seed: 1 }).get('roberta.pooler.dense.weight'),
    ).toHaveLength(64);
    const short = {
      ...checkpoint,
      weights: new Map([...checkpoint.weights].filter(([name]) => !name.includes('LayerNorm'))),
    };
    expect(() => valuesFor(short, parametersOf('mlm', 40), { head: 'keep', seed: 1 })).toThrow(
      /there is no tensor roberta.embeddings.LayerNorm.weight/,
    );
  });

  test('a head of another size cannot be kept', async () => {
    await saveCheckpoint(folder, tensors('classification', 3), { architecture, config, head: 'classification' });
    const checkpoint = await loadCheckpoint(folder);
    expect(() => valuesFor(checkpoint, parametersOf('classification', 2), { head: 'keep', seed: 1 })).toThrow(
      /classifier.out_proj.weight has shape \[3, 8\], the graph wants \[2, 8\]/,
    );
  });

  test("of BERT's first years comes back under the present names", async () => {
    const old = recognise({ ...raw, model_type: 'bert', pad_token_id: 0 }, 'config.json');
    const { all } = modelGraph(old, { kind: 'mlm', size: 40 }).parameters;
    const written = all.map((p) => {
      const name = p.name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta');
      return [name, { shape: p.shape, data: initialise(p, 5, 0.02) }] as const;
    });
    await saveCheckpoint(folder, written, { ...old, head: 'mlm' });
    const values = valuesFor(await loadCheckpoint(folder), all, { head: 'keep', seed: 1 });
    expect([...values.keys()].filter((name) => name.endsWith('LayerNorm.bias'))).toHaveLength(4);
    expect(values.get('bert.embeddings.LayerNorm.weight')).toEqual(new Float32Array(8).fill(1));
  });

  test('a folder without config.json is named', async () => {
    await writeFile(join(folder, 'model.safetensors'), '');
    await expect(loadCheckpoint(folder)).rejects.toThrow(/config.json: .*no such file.* A model folder holds/);
  });
});

test('fresh weights follow the seed and the name, with the spread that was asked for', () => {
  const parameter = { name: 'w', shape: [400, 50], start: 'normal' as const, frozenRow: 3 };
  const data = initialise(parameter, 1, 0.02);
  expect(initialise(parameter, 1, 0.02)).toEqual(data);
  expect(initialise({ ...parameter, name: 'v' }, 1, 0.02)).not.toEqual(data);
  expect(data.subarray(150, 200)).toEqual(new Float32Array(50));
  const spread = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);
  // 20,000 draws: the standard error of a standard deviation of 0.02 is 0.0001.
  expect(Math.abs(spread - 0.02)).toBeLessThan(5e-4);
});
