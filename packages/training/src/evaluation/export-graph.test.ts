// The exported model of every architecture and head on padded squares, against Python transformers' own outputs.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@stopover/backend-cpu';
import type { Tensors } from '@stopover/core';
import { architectures, openCheckpoint, writeOnnx } from '@stopover/encoders';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { int64 } from '../batching/int64.ts';

const rows = z.array(z.array(z.number()));
const schema = z.object({
  batches: z.array(z.object({ input_ids: rows, attention_mask: rows })),
  expected: z.object({
    logits: z.union([rows, z.array(rows)]).optional(),
    start_logits: rows.optional(),
    end_logits: rows.optional(),
  }),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a written model as a program does that knows nothing of us: by its files and the usual names. */
async function run(from: string, feeds: Tensors): Promise<Tensors> {
  const onnx = join(from, 'onnx');
  const files = new Map<string, Uint8Array>();
  for (const name of await readdir(onnx)) files.set(name, await readFile(join(onnx, name)));
  const model = files.get('model.onnx') ?? new Uint8Array();
  files.delete('model.onnx');
  await using session = await cpu().open({ model, weights: Object.fromEntries(files) }, { threads: 1 });
  return await session.run(feeds);
}

const numbers = (tensor: Tensors[string] | undefined) => Array.from(tensor?.data ?? [], Number);
const worst = (ours: readonly number[], theirs: readonly number[], counts: readonly boolean[]) =>
  ours.reduce((w, x, i) => (counts[i] ? Math.max(w, Math.abs(x - (theirs[i] ?? Number.NaN))) : w), 0);

describe.each(architectures)('$modelType', ({ modelType }) => {
  test.each(['classification', 'tagging', 'span', 'mlm'] as const)('%s', async (kind) => {
    const from = join(import.meta.dirname, '../fixtures/transformers-parity', modelType, kind);
    const { batches, expected } = schema.parse(JSON.parse(await readFile(join(from, 'expected.json'), 'utf8')));
    const [batch] = batches;
    if (!batch) throw new Error('the fixture has no batch');
    // The fixtures' configuration does not say how many labels there are; an exported model's does.
    const loaded = await openCheckpoint(from);
    const raw = { ...loaded.config.raw, id2label: { 0: 'a', 1: 'b', 2: 'c', 3: 'd' } };
    const checkpoint = { ...loaded, config: { ...loaded.config, raw } };
    const to = join(folder, modelType, kind);
    await writeOnnx(checkpoint, to);
    const shape = [batch.input_ids.length, batch.input_ids[0]?.length ?? 0];
    const mask = batch.attention_mask.flat();
    const feeds = { input_ids: int64(batch.input_ids.flat(), shape), attention_mask: int64(mask, shape) };
    const segments = int64(new Int32Array(mask.length), shape);
    const outputs = await run(to, {
      ...feeds,
      ...(checkpoint.architecture.segmented ? { token_type_ids: segments } : {}),
    });
    const real = mask.map((m) => m === 1);
    const wide = (width: number) => real.flatMap((r) => Array.from({ length: width }, () => r));
    expect(real).toContain(false);
    // float32 on both sides, sums in another order: as in parity.test.ts.
    if (kind === 'span') {
      expect(worst(numbers(outputs['start_logits']), expected.start_logits?.flat() ?? [], real)).toBeLessThan(5e-5);
      expect(worst(numbers(outputs['end_logits']), expected.end_logits?.flat() ?? [], real)).toBeLessThan(5e-5);
      return;
    }
    const logits = numbers(outputs['logits']);
    const theirs = (expected.logits ?? []).flat(2);
    const always = theirs.map(() => true);
    if (kind === 'classification') {
      expect(outputs['logits']?.shape).toEqual([shape[0], 4]);
      expect(worst(logits, theirs, always)).toBeLessThan(5e-5);
    } else if (kind === 'tagging') {
      expect(outputs['logits']?.shape).toEqual([...shape, 4]);
      expect(worst(logits, theirs, wide(4))).toBeLessThan(5e-5);
    } else {
      const size = checkpoint.config.vocabSize;
      expect(outputs['logits']?.shape).toEqual([...shape, size]);
      // The fixture holds the first three positions' logits.
      expect(theirs.length).toBe(3 * size);
      expect(worst(logits.slice(0, theirs.length), theirs, always)).toBeLessThan(5e-5);
    }
  });
});

describe('weights too large for one file', () => {
  test('lie beside the model, and give the same numbers', async () => {
    const loaded = await openCheckpoint(join(import.meta.dirname, '../fixtures/transformers-parity/xlm-roberta/span'));
    const feeds = { input_ids: int64([0, 9, 2], [1, 3]), attention_mask: int64([1, 1, 1], [1, 3]) };
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    expect(await writeOnnx(loaded, one)).toEqual(['config.json', 'onnx/model.onnx']);
    expect(await writeOnnx(loaded, two, { mostBytes: 1000 })).toEqual([
      'config.json',
      'onnx/model.onnx_data',
      'onnx/model.onnx',
    ]);
    expect(JSON.parse(await readFile(join(two, 'config.json'), 'utf8'))).toMatchObject({
      'transformers.js_config': { use_external_data_format: true },
    });
    expect((await readFile(join(two, 'onnx/model.onnx'))).length).toBeLessThan(40_000);
    expect(await run(two, feeds)).toEqual(await run(one, feeds));
  });
});

test('labels are written as the head has them, and those that contradict each other are refused', async () => {
  const loaded = await openCheckpoint(join(import.meta.dirname, '../fixtures/transformers-parity/bert/classification'));
  const saying = (fields: object) => {
    const { id2label: _ids, label2id: _names, ...raw } = loaded.config.raw;
    return { ...loaded, config: { ...loaded.config, raw: { ...raw, ...fields } } };
  };
  const written = async (name: string, fields: object): Promise<unknown> => {
    await writeOnnx(saying(fields), join(folder, name));
    return JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8'));
  };
  const id2label = { 0: 'a', 1: 'b', 2: 'c', 3: 'd' };
  const label2id = { d: 3, c: 2, b: 1, a: 0 };
  const former = { torch_dtype: 'float16', problem_type: 'multi_label_classification' };
  const config = await written('by name', { label2id, ...former });
  expect(config).toMatchObject({ id2label, label2id, dtype: 'float32' });
  for (const field of Object.keys(former)) expect(config).not.toHaveProperty(field);
  const numbered = { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2', 3: 'LABEL_3' };
  expect(await written('by number', { num_labels: 4 })).toMatchObject({ id2label: numbered });
  const refused = writeOnnx(saying({ id2label, label2id: { ...label2id, a: 1, b: 0 } }), join(folder, 'refused'));
  await expect(refused).rejects.toThrow(/id2label has "a" as number 0, and label2id gives the number 1/);
  await expect(readdir(join(folder, 'refused'))).rejects.toThrow('ENOENT');
});

test('a head that chooses between rows has no layout, and the message says what to do', async () => {
  const loaded = await openCheckpoint(join(import.meta.dirname, '../fixtures/transformers-parity/xlm-roberta/choice'));
  await expect(writeOnnx(loaded, join(folder, 'choice'))).rejects.toThrow(/MultipleChoice chooses .*Leave --onnx out/);
  const dual = {
    ...loaded,
    config: { ...loaded.config, raw: { ...loaded.config.raw, architectures: ['XLMRobertaModel'] } },
  };
  await expect(writeOnnx(dual, join(folder, 'dual'))).rejects.toThrow(/XLMRobertaModel has no head that a pipeline/);
  const raw = { ...loaded.config.raw, architectures: ['XLMRobertaSomething'] };
  const headless = { ...loaded, config: { ...loaded.config, raw } };
  await expect(writeOnnx(headless, join(folder, 'none'))).rejects.toThrow(/"XLMRobertaSomething" is no head/);
});
