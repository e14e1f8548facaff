import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataError, RequestError } from '@stopover/core';
import { sha256 } from '@stopover/testing';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, swahili, tableBytes } from './fixtures/rows.ts';
import { mirrorSource } from './mirror-source.ts';

const table = { repo: 'stopover/nli', revision: 'main', config: 'sw', split: 'test' };
let mirror: string;
let folder: string;

beforeEach(async () => {
  mirror = await mkdtemp(join(tmpdir(), 'stopover-mirror-'));
  folder = join(mirror, 'datasets', 'stopover', 'nli', 'sw', 'test');
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(mirror, { recursive: true, force: true }));

const rowsOf = () => all(mirrorSource(mirror).rows(table));

describe('tables of a mirror', () => {
  it('gives the rows of all shards in order, with integers as numbers', async () => {
    await writeFile(join(folder, '0001.parquet'), tableBytes(swahili.slice(1)));
    await writeFile(join(folder, '0000.parquet'), tableBytes(swahili.slice(0, 1)));
    expect(await rowsOf()).toEqual(swahili);
    expect(await mirrorSource(mirror).capabilities.count?.(table)).toBe(swahili.length);
  });

  it('gives the same fingerprint for the same bytes, and another after a change', async () => {
    const source = mirrorSource(mirror);
    await writeFile(join(folder, '0000.parquet'), tableBytes());
    expect(await source.fingerprint(table)).toBe(sha256(tableBytes()));
    await writeFile(join(folder, '0000.parquet'), tableBytes(swahili.slice(0, 2)));
    expect(await source.fingerprint(table)).toBe(sha256(tableBytes(swahili.slice(0, 2))));
  });

  it('reads rows lazily: a broken second shard is met after the rows of the first', async () => {
    await writeFile(join(folder, '0000.parquet'), tableBytes());
    await writeFile(join(folder, '0001.parquet'), tableBytes().subarray(0, 100));
    const seen: unknown[] = [];
    const read = async () => {
      for await (const row of mirrorSource(mirror).rows(table)) seen.push(row);
    };
    await expect(read()).rejects.toThrow(/0001\.parquet: it is not a whole Parquet file/);
    expect(seen).toHaveLength(swahili.length);
  });

  it('lists what there is when a table is missing', async () => {
    const missing = all(mirrorSource(mirror).rows({ ...table, config: 'xx' }));
    await expect(missing).rejects.toThrow(DataError);
    await expect(missing).rejects.toThrow(/no table stopover\/nli, xx\/test.*sw\/\{test\}/s);
    await expect(all(mirrorSource(mirror).rows({ ...table, repo: 'a/b' }))).rejects.toThrow(/no data set a\/b/);
    expect(await mirrorSource(mirror).has({ ...table, config: 'xx' })).toBe(false);
  });

  it('refuses a table with a gap, an empty file, and names that leave the folder', async () => {
    await writeFile(join(folder, '0001.parquet'), tableBytes());
    await expect(rowsOf()).rejects.toThrow(/shard 0000\.parquet is missing/);
    await writeFile(join(folder, '0000.parquet'), '');
    await expect(rowsOf()).rejects.toThrow(/0000\.parquet: the file is empty/);
    await expect(all(mirrorSource(mirror).rows({ ...table, split: '..' }))).rejects.toThrow(RequestError);
  });

  const put = async (path: string, rows = swahili) => {
    const file = join(mirror, 'datasets/stopover/nli', path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, tableBytes(rows));
  };

  it.each([
    ['sw/test/test-00000-of-00002.parquet', 'sw/test/test-00001-of-00002.parquet'],
    ['sw/test-00000-of-00002.parquet', 'sw/test-00001-of-00002.parquet'],
    ['data/sw/test-00000-of-00002-0123456789abcdef.parquet', 'data/sw/test-00001-of-00002-fedcba9876543210.parquet'],
    ['sw/test/a.parquet', 'sw/test/b.parquet'],
    ['data/sw/test/0000.parquet', 'data/sw/test/0001.parquet'],
  ])('takes the names of the hub: %s', async (first, second) => {
    await put(second, swahili.slice(1));
    await put(first, swahili.slice(0, 1));
    await put(first.replace(/[^/]*$/, 'test_other-00000-of-00001.parquet').replace('/test/', '/test_other/'));
    expect(await rowsOf()).toEqual(swahili);
    const source = mirrorSource(mirror);
    expect([await source.has(table), await source.has({ ...table, split: 'tes' })]).toEqual([true, false]);
    const bytes = [tableBytes(swahili.slice(0, 1)), tableBytes(swahili.slice(1))];
    expect(await source.fingerprint(table)).toBe(sha256(Buffer.concat(bytes)));
  });

  it('takes files without a configuration for the default one alone', async () => {
    await put('data/test-00000-of-00001.parquet');
    expect(await all(mirrorSource(mirror).rows({ ...table, config: 'default' }))).toEqual(swahili);
    await expect(rowsOf()).rejects.toThrow(/no table stopover\/nli, sw\/test.*test-00000-of-00001.*docs\/mirror\.md/s);
  });

  it('refuses what is mixed or not whole, with what is there', async () => {
    await put('sw/test/0000.parquet');
    await put('sw/test/test-00000-of-00001.parquet');
    await expect(rowsOf()).rejects.toThrow(
      /several kinds of names lie together: 0000\.parquet, test-00000-of-00001\.parquet\..*docs\/mirror\.md/,
    );
    await rm(join(folder, 'test-00000-of-00001.parquet'));
    await put('data/sw/test-00000-of-00001.parquet');
    await expect(rowsOf()).rejects.toThrow(
      /more than once: .*sw\/test\/\{0000\.parquet\} and .*data\/sw\/\{test-00000/,
    );
    await rm(folder, { recursive: true });
    await put('data/sw/test-00001-of-00002.parquet');
    await rm(join(mirror, 'datasets/stopover/nli/data/sw/test-00000-of-00001.parquet'));
    await expect(rowsOf()).rejects.toThrow(/number 0 of 2 files is missing \(there are test-00001-of-00002\.parquet\)/);
    await put('data/sw/test-00000-of-00003.parquet');
    await expect(rowsOf()).rejects.toThrow(/several tables lie together/);
  });

  it.each(['sw', 'sw/test'])(
    'refuses in %s files of its name that are several tables, or not all of one',
    async (at) => {
      const only = async (...names: readonly string[]) => {
        await rm(join(mirror, 'datasets'), { recursive: true });
        for (const name of names) await put(`${at}/${name}.parquet`);
        return rowsOf();
      };
      await expect(only('test', 'test-0000')).rejects.toThrow(
        /several tables lie together: test-0000\.parquet, test\./,
      );
      await expect(only('test', 'test-0123456789abcdef')).rejects.toThrow(/several tables lie together/);
      await expect(only('test-0', 'test-00')).rejects.toThrow(/several tables lie together/);
      await expect(only('test-0000', 'test-0002')).rejects.toThrow(/number 1 of the files is missing/);
      await expect(only('test-0002', 'test-0003')).rejects.toThrow(/number 0 of the files is missing/);
      expect(await only('test-0000', 'test-0001')).toHaveLength(2 * swahili.length);
      expect(await only('test-1', 'test-2')).toHaveLength(2 * swahili.length);
      expect(await only('test')).toEqual(swahili);
    },
  );

  it('names the file when its data is spoiled', async () => {
    const bytes = tableBytes();
    await writeFile(join(folder, '0000.parquet'), Buffer.concat([Buffer.alloc(60, 255), bytes.subarray(60)]));
    await expect(rowsOf()).rejects.toThrow(/0000\.parquet: rows 0 to 1 cannot be decoded/);
  });

  it('gives null for null, lists as arrays, and an integer beyond 2^53 as a bigint', async () => {
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'text', data: ['a', null], type: 'STRING' },
        { name: 'n', data: [1n, 2n ** 60n], type: 'INT64' },
        { name: 'nested', data: [{ tags: ['x', 'y'], n: [1, 2] }, null], type: 'JSON' },
      ],
    });
    await writeFile(join(folder, '0000.parquet'), Buffer.from(bytes));
    expect(await rowsOf()).toEqual([
      { text: 'a', n: 1, nested: { tags: ['x', 'y'], n: [1, 2] } },
      { text: null, n: 2n ** 60n, nested: null },
    ]);
    expect(await all(mirrorSource(mirror).rows(table, { columns: ['text', 'absent'] }))).toEqual([
      { text: 'a' },
      { text: null },
    ]);
  });
});

describe('models of a mirror', () => {
  it('gives the folder when it is whole, and says what is missing when not', async () => {
    const model = join(mirror, 'models', 'stopover', 'small');
    await mkdir(model, { recursive: true });
    await writeFile(join(model, 'config.json'), '{}');
    await expect(mirrorSource(mirror).model('stopover/small')).rejects.toThrow(
      /model\.safetensors, tokenizer\.json missing/,
    );
    await writeFile(join(model, 'tokenizer.json.gz'), 'x');
    await writeFile(join(model, 'model.safetensors'), '');
    await expect(mirrorSource(mirror).model('stopover/small')).rejects.toThrow(/model\.safetensors \(it is empty\)/);
    await writeFile(join(model, 'model.safetensors'), 'x');
    expect(await mirrorSource(mirror).model('stopover/small')).toBe(model);
    await writeFile(join(model, 'model.safetensors.index.json'), '{"weight_map":{"a":"model-1.safetensors"}}');
    await expect(mirrorSource(mirror).model('stopover/small')).rejects.toThrow(/model-1\.safetensors missing/);
    await expect(mirrorSource(mirror).model('stopover/other')).rejects.toThrow(RequestError);
    expect(await mirrorSource(mirror).capabilities.tokenizer?.('stopover/small')).toBe(model);
    await expect(mirrorSource(mirror).capabilities.tokenizer?.('stopover/other')).rejects.toThrow(RequestError);
  });
});

// The mirror that lies beside a checkout on the project's own machines; nothing of it is in the repository.
const real = resolve(import.meta.dirname, '../../../../shared/hub');
describe.skipIf(!existsSync(real))(
  'the real mirror beside the checkout (skipped where ../shared/hub is missing)',
  () => {
    it('reads lists and structs of SQuAD-like rows', async () => {
      const rows = mirrorSource(real).rows({
        repo: 'google/xquad',
        revision: 'main',
        config: 'xquad.ar',
        split: 'validation',
      });
      for await (const row of rows) {
        expect(row).toMatchObject({ answers: { text: [expect.any(String)], answer_start: [expect.any(Number)] } });
        break;
      }
    });

    it('reads every seventh table to its last row', async () => {
      const data = join(real, 'datasets');
      const names = (await readdir(data, { recursive: true })).filter((name) => name.endsWith('/0000.parquet')).sort();
      expect(names.length).toBeGreaterThan(100);
      let rows = 0;
      for (const name of names.filter((_, index) => index % 7 === 0)) {
        const [owner = '', repo = '', config = '', split = ''] = name.split('/');
        for await (const _ of mirrorSource(real).rows({ repo: `${owner}/${repo}`, revision: 'main', config, split }))
          rows++;
      }
      expect(rows).toBeGreaterThan(1000);
    });
  },
);
