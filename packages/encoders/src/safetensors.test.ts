import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataError, StopoverError } from '@stopover/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { locateWeights } from './checkpoint-weights.ts';
import { readTensor } from './read-safetensors.ts';
import { readSafetensors, type StoredTensor, writeSafetensors } from './safetensors.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** All weights of a model folder by their stored names. */
async function readCheckpointWeights(model: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const weights = new Map<string, StoredTensor>();
  for (const [name, entry] of await locateWeights(model)) weights.set(name, await readTensor(entry));
  return weights;
}

const tensor = (shape: readonly number[], ...values: number[]): StoredTensor => ({
  shape,
  data: Float32Array.from(values),
});

/** A file with any header, right or wrong. */
async function fileOf(name: string, header: unknown, data: Uint8Array, headerBytes?: number): Promise<string> {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(headerBytes ?? json.length), true);
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([prefix, json, data]));
  return path;
}

describe('writing and reading', () => {
  it('gives back names, shapes and bits, in F32', async () => {
    const path = join(folder, 'round.safetensors');
    const odd = tensor([2, 2], Math.PI, -0, 2 ** -149, Number.NEGATIVE_INFINITY);
    const inside = { shape: [2], data: Float32Array.of(9, 1, 2, 9).subarray(1, 3) };
    await writeSafetensors(path, [
      ['z.weight', odd],
      ['größe', inside],
      ['empty', tensor([0, 3])],
      ['scalar', tensor([], 7)],
    ]);
    const read = await readSafetensors(path);
    expect([...read.keys()]).toEqual(['empty', 'größe', 'scalar', 'z.weight'].sort((a, b) => (a < b ? -1 : 1)));
    expect(read.get('z.weight')).toEqual(odd);
    expect(read.get('größe')).toEqual(tensor([2], 1, 2));
    expect(read.get('empty')).toEqual(tensor([0, 3]));
    expect(read.get('scalar')).toEqual(tensor([], 7));
    expect((await readdir(folder)).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('makes the same bytes of the same weights in any order, aligned and marked for transformers', async () => {
    const [a, b] = [join(folder, 'a.safetensors'), join(folder, 'b.safetensors')];
    const [one, two] = [tensor([1], 1), tensor([2], 2, 3)];
    await writeSafetensors(
      a,
      new Map([
        ['one', one],
        ['two', two],
      ]),
    );
    await writeSafetensors(
      b,
      new Map([
        ['two', two],
        ['one', one],
      ]),
    );
    const bytes = await readFile(a);
    expect(bytes.equals(await readFile(b))).toBe(true);
    const headerBytes = Number(bytes.readBigUInt64LE(0));
    expect(headerBytes % 8).toBe(0);
    expect(JSON.parse(bytes.subarray(8, 8 + headerBytes).toString())).toEqual({
      __metadata__: { format: 'pt' },
      one: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      two: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
    });
  });

  it('rounds to F16 over several chunks', async () => {
    const path = join(folder, 'half.safetensors');
    const size = 2 ** 20 + 3;
    const data = Float32Array.from({ length: size }, (_, i) => Math.sin(i) * 10);
    await writeSafetensors(path, [['w', { shape: [size], data }]], { dtype: 'F16' });
    const read = (await readSafetensors(path)).get('w')?.data ?? new Float32Array();
    expect(read.length).toBe(size);
    // Ten bits of mantissa: half a unit in the last place is 2^-11 of the number, 2^-25 for subnormals.
    const wrong = read.findIndex((value, i) => {
      const exact = data[i] ?? Number.NaN;
      return !(Math.abs(value - exact) <= Math.abs(exact) * 2 ** -11 + 2 ** -25);
    });
    expect(wrong).toBe(-1);
  });

  it('refuses what it cannot write, and leaves the old file as it was', async () => {
    const path = join(folder, 'kept.safetensors');
    await writeSafetensors(path, [['w', tensor([1], 1)]]);
    const large = writeSafetensors(path, [['w', tensor([2], 1, 70000)]], { dtype: 'F16' });
    await expect(large).rejects.toThrow(/kept\.safetensors: tensor "w"\[1\]: 70000 is beyond F16/);
    await expect(writeSafetensors(path, [['w', tensor([3], 1)]])).rejects.toThrow(StopoverError);
    const twice = [
      ['w', tensor([1], 1)],
      ['w', tensor([1], 2)],
    ] as const;
    await expect(writeSafetensors(path, twice)).rejects.toThrow(/tensor "w": the name is taken/);
    expect((await readSafetensors(path)).get('w')).toEqual(tensor([1], 1));
    expect((await readdir(folder)).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('reads BF16, F16 and F64 as float32, and leaves integer constants out', async () => {
    const data = Buffer.alloc(8 + 4 + 4 + 16);
    data.writeDoubleLE(Math.PI, 0);
    data.writeUInt16LE(0x3fc0, 8); // 1.5
    data.writeUInt16LE(0xff80, 10); // -infinity
    data.writeUInt16LE(0x3c00, 12);
    data.writeUInt16LE(0x0001, 14);
    const path = await fileOf(
      'types.safetensors',
      {
        double: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
        brain: { dtype: 'BF16', shape: [2], data_offsets: [8, 12] },
        half: { dtype: 'F16', shape: [2], data_offsets: [12, 16] },
        'embeddings.position_ids': { dtype: 'I64', shape: [1, 2], data_offsets: [16, 32] },
      },
      data,
    );
    expect(await readSafetensors(path)).toEqual(
      new Map([
        ['double', tensor([1], Math.PI)],
        ['brain', tensor([2], 1.5, Number.NEGATIVE_INFINITY)],
        ['half', tensor([2], 1, 2 ** -24)],
      ]),
    );
  });
});

describe('damaged files', () => {
  const w = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  const data = new Uint8Array(8);
  it.each<[string, unknown, Uint8Array, number | undefined, RegExp]>([
    ['a header that goes beyond the file', { w }, data, 5000, /truncated/],
    ['a header of an absurd length', { w }, data, 2 ** 40, /header would have 1099511627776 bytes/],
    ['a header that is not JSON', '{"w": ', data, undefined, /not JSON/],
    ['a header that is no object', [1], data, undefined, /header is wrong/],
    ['a tensor without a shape', { w: { dtype: 'F32', data_offsets: [0, 8] } }, data, undefined, /w\.shape/],
    ['a negative size', { w: { ...w, shape: [-2] } }, data, undefined, /w\.shape\.0/],
    ['an unknown type', { w: { ...w, dtype: 'F12' } }, data, undefined, /"w": there is no type "F12"/],
    [
      'integers where weights are wanted',
      { w: { ...w, dtype: 'I32' } },
      data,
      undefined,
      /"w": its numbers are I32.*Convert/,
    ],
    [
      'a shape that is not the size',
      { w: { ...w, shape: [3] } },
      data,
      undefined,
      /"w": F32\[3\] needs 12 bytes, but it has 8/,
    ],
    [
      'tensors that overlap',
      { w, v: { ...w, data_offsets: [4, 12] } },
      new Uint8Array(12),
      undefined,
      /"v": it starts at byte 4/,
    ],
    [
      'a hole between tensors',
      { w, v: { ...w, data_offsets: [12, 20] } },
      new Uint8Array(20),
      undefined,
      /"v": it starts at byte 12/,
    ],
    ['numbers that are cut off', { w }, new Uint8Array(5), undefined, /"w": the file is truncated/],
    ['bytes after the last tensor', { w }, new Uint8Array(9), undefined, /1 bytes follow/],
    ['numbers that run backwards', { w: { ...w, data_offsets: [8, 0] } }, data, undefined, /"w"/],
  ])('%s', async (name, header, bytes, headerBytes, message) => {
    const path = await fileOf(`${name.replaceAll(' ', '-')}.safetensors`, header, bytes, headerBytes);
    const error = await readSafetensors(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(path);
  });

  it('names a file that is missing or nearly empty', async () => {
    await expect(readSafetensors(join(folder, 'none.safetensors'))).rejects.toThrow(
      /none\.safetensors.*cannot be opened/,
    );
    const path = await fileOf('tiny.safetensors', '', new Uint8Array());
    await truncate(path, 3);
    await expect(readSafetensors(path)).rejects.toThrow(/tiny\.safetensors: the file is truncated: 8 bytes/);
  });
});

describe('model folders', () => {
  it('joins shards, and says which tensor is not where the index puts it', async () => {
    const model = await mkdtemp(join(folder, 'shards-'));
    await writeSafetensors(join(model, 'model-1.safetensors'), [['a', tensor([1], 1)]]);
    await writeSafetensors(join(model, 'model-2.safetensors'), [['b', tensor([1], 2)]]);
    const index = (b: string) =>
      writeFile(
        join(model, 'model.safetensors.index.json'),
        JSON.stringify({ metadata: { total_size: 8 }, weight_map: { a: 'model-1.safetensors', b, position_ids: b } }),
      );
    await index('model-2.safetensors');
    expect(await readCheckpointWeights(model)).toEqual(
      new Map([
        ['a', tensor([1], 1)],
        ['b', tensor([1], 2)],
      ]),
    );
    await index('model-1.safetensors');
    await expect(readCheckpointWeights(model)).rejects.toThrow(/tensor "b": the index says it is in model-1/);
    await index('../model-2.safetensors');
    await expect(readCheckpointWeights(model)).rejects.toThrow(/same folder/);
  });

  it('says what to do about a folder without safetensors', async () => {
    const model = await mkdtemp(join(folder, 'pickled-'));
    await expect(readCheckpointWeights(model)).rejects.toThrow(/no model\.safetensors\. Point to/);
    await writeFile(join(model, 'pytorch_model.bin'), '');
    await expect(readCheckpointWeights(model)).rejects.toThrow(/save_pretrained/);
  });
});

const reference = resolve(import.meta.dirname, '../../../../shared/reference/transformers-parity');
const here = existsSync(reference);
// The output layer of XLM-R's language model is the word embedding itself: PyTorch lists it as the one, the file as the other.
const stored = (name: string) =>
  name === 'lm_head.decoder.weight' ? 'roberta.embeddings.word_embeddings.weight' : name;
const l2Schema = z.object({
  expected: z.object({ training: z.object({ parameter_l2_after: z.record(z.string(), z.number()) }) }),
});

describe(`files of Python transformers${here ? '' : ' (skipped: the reference folder is not beside the checkout)'}`, () => {
  const models = ['bert', 'modernbert', 'xlm-roberta'].flatMap((name) =>
    ['choice', 'classification', 'mlm', 'span', 'tagging'].map((kind) => `${name}/${kind}`),
  );
  it.runIf(here).each(models)('%s has the parameters that PyTorch names, of a plausible size', async (model) => {
    const weights = await readCheckpointWeights(join(reference, model));
    const { expected } = l2Schema.parse(JSON.parse(await readFile(join(reference, model, 'expected.json'), 'utf8')));
    for (const [name, after] of Object.entries(expected.training.parameter_l2_after)) {
      const data = weights.get(stored(name))?.data ?? expect.fail(`there is no ${name}`);
      const norm = Math.hypot(...data);
      // The norms were taken after a few steps of AdamW at 0.002: no number moved by more than about 0.02.
      expect(Math.abs(norm - after), `${name}: ${norm}, later ${after}`).toBeLessThan(0.03 * Math.sqrt(data.length));
      expect(norm > 0 || name.endsWith('bias')).toBe(true);
    }
  });

  it.runIf(here)('comes back byte for byte in its numbers', async () => {
    const weights = await readCheckpointWeights(join(reference, 'bert/span'));
    const path = join(folder, 'again.safetensors');
    await writeSafetensors(path, weights);
    const again = await readSafetensors(path);
    expect(new Set(again.keys())).toEqual(new Set(weights.keys()));
    for (const [name, { data }] of weights) expect(again.get(name)?.data).toEqual(data);
  });
});
