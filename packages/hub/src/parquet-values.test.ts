import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { all } from './fixtures/rows.ts';
import { parquetRows, parquetRowsIn } from './parquet-rows.ts';

type Written = Parameters<typeof parquetWriteBuffer>[0];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function rowsOf(written: Written, columns?: readonly string[]) {
  const path = join(folder, 'table.parquet');
  await writeFile(path, Buffer.from(parquetWriteBuffer(written)));
  return all(parquetRows(path, { columns }));
}
const optional = { repetition_type: 'OPTIONAL' } as const;

it('keeps every character of a text, U+FEFF at its start too', async () => {
  const texts = ['\ufeffa', '\ufeff\ufeff', 'b\u2028c\u0085d\r\ne', '', '🍊'];
  const written: Written = {
    columnData: [
      { name: 'plain', data: texts, type: 'STRING' },
      // Of few values a dictionary is written.
      { name: 'often', data: texts.map((_, i) => `\ufeff${i % 2}`), type: 'STRING' },
      { name: 'json', data: texts.map((text) => ({ text, id: 1 })), type: 'JSON' },
    ],
  };
  const expected = texts.map((text, i) => ({ plain: text, often: `\ufeff${i % 2}`, json: { text, id: 1 } }));
  expect(await rowsOf(written)).toEqual(expected);
  expect(await parquetRowsIn(new Uint8Array(parquetWriteBuffer(written)))).toEqual(expected);
});

it('leaves bytes that are no text as bytes', async () => {
  const written: Written = {
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional },
    ],
    columnData: [{ name: 'text', data: [Uint8Array.of(0x46, 0xe4), Uint8Array.of(0x46)] }],
  };
  const [first, second] = await rowsOf(written);
  expect(first?.['text']).toBeInstanceOf(Uint8Array);
  expect([...z(first?.['text'])]).toEqual([0x46, 0xe4]);
  expect(second).toEqual({ text: 'F' });
});
const z = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());

it('gives integers as numbers where a number holds them, unsigned and nested ones too', async () => {
  const wide = 2n ** 53n + 1n;
  const written: Written = {
    schema: [
      { name: 'root', num_children: 4 },
      { name: 'signed', type: 'INT64', ...optional },
      { name: 'unsigned', type: 'INT64', converted_type: 'UINT_64', ...optional },
      { name: 'short', type: 'INT32', converted_type: 'UINT_32', ...optional },
      { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', ...optional },
    ],
    columnData: [
      { name: 'signed', data: [-wide, 2n ** 53n - 1n, null] },
      { name: 'unsigned', data: [2n ** 63n + 1n, 7n, null] },
      { name: 'short', data: [4294967295, 7, null] },
      { name: 'time', data: [new Date(5), new Date(86_400_000), null] },
    ],
  };
  expect(await rowsOf(written)).toEqual([
    { signed: -wide, unsigned: 2n ** 63n + 1n, short: 4294967295, time: new Date(5) },
    { signed: 2 ** 53 - 1, unsigned: 7, short: 7, time: new Date(86_400_000) },
    { signed: null, unsigned: null, short: null, time: null },
  ]);
  const nested = { columnData: [{ name: 'x', data: [{ ids: [1], deep: { id: 2 } }], type: 'JSON' as const }] };
  expect(await rowsOf(nested)).toEqual([{ x: { ids: [1], deep: { id: 2 } } }]);
});

it('gives decimals as numbers, and their digits where a number has not enough', async () => {
  const written: Written = {
    schema: [
      { name: 'root', num_children: 2 },
      {
        name: 'price',
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 16,
        converted_type: 'DECIMAL',
        scale: 2,
        precision: 38,
        ...optional,
      },
      {
        name: 'small',
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 16,
        converted_type: 'DECIMAL',
        scale: 3,
        precision: 38,
        ...optional,
      },
    ],
    columnData: [
      { name: 'price', data: [1299n, -(10n ** 30n) - 5n, null] },
      { name: 'small', data: [-7n, 0n, 1001n] },
    ],
  };
  expect(await rowsOf(written)).toEqual([
    { price: 12.99, small: -0.007 },
    { price: '-10000000000000000000000000000.05', small: 0 },
    { price: null, small: 1.001 },
  ]);
});

it('reads the columns that are asked for; all where it has none of them', async () => {
  const written: Written = {
    columnData: [
      { name: 'a', data: [1, 2], type: 'INT32' },
      { name: 'b', data: [2n ** 60n, 3n], type: 'INT64' },
    ],
  };
  expect(await rowsOf(written, ['a'])).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await rowsOf(written, [])).toHaveLength(2);
  expect(await rowsOf(written, ['c'])).toEqual([
    { a: 1, b: 2n ** 60n },
    { a: 2, b: 3 },
  ]);
});

it('refuses a column that is there twice, where it is asked for', async () => {
  const numbers = (name: string) => ({ name, data: Int32Array.of(1, 2) });
  const written: Written = { columnData: [numbers('a'), numbers('b'), numbers('a')] };
  await expect(rowsOf(written, ['a', 'b'])).rejects.toThrow('the column "a" is there twice. Give each column a name');
  expect(await rowsOf(written, ['b'])).toEqual([{ b: 1 }, { b: 2 }]);
});
