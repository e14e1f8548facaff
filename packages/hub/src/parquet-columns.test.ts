import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ColumnBlock, parquetColumns, parquetHead } from './parquet-columns.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-columns-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Five rows in row groups of two. */
async function written(name: string): Promise<string> {
  const path = join(folder, name);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'word', data: ['ant', 'bee', 'ant', '\u{feff}fly', ''], type: 'STRING' },
      { name: 'count', data: [1n, 2n, 3n, 4n, 2n ** 60n], type: 'INT64' },
      { name: 'share', data: [0.5, null, 1, 0, 0.25], type: 'DOUBLE' },
    ],
    rowGroupSize: 2,
    kvMetadata: [{ key: 'made.by', value: 'hand' }],
  });
  await writeFile(path, new Uint8Array(bytes));
  return path;
}

async function blocksOf(path: string, names: readonly string[]): Promise<ColumnBlock[]> {
  const blocks: ColumnBlock[] = [];
  for await (const block of parquetColumns(path, names)) blocks.push(block);
  return blocks;
}

describe('a Parquet file by columns', () => {
  it('tells its columns and what its writer left in it', async () => {
    const { columns, metadata } = await parquetHead(await written('head.parquet'));
    expect({ columns, made: metadata.get('made.by') }).toEqual({ columns: ['word', 'count', 'share'], made: 'hand' });
  });

  it('gives the asked columns a row group at a time, and nothing for a column that it lacks', async () => {
    const blocks = await blocksOf(await written('blocks.parquet'), ['count', 'word', 'none']);
    const plain = blocks.map(({ rows, columns }) => [
      rows,
      ...[...columns].map(([name, all]) => [name, Array.from(all)]),
    ]);
    expect(plain).toEqual([
      [2, ['count', [1n, 2n]], ['word', ['ant', 'bee']]],
      [2, ['count', [3n, 4n]], ['word', ['ant', '\u{feff}fly']]],
      [1, ['count', [2n ** 60n]], ['word', ['']]],
    ]);
    const shares = await blocksOf(await written('shares.parquet'), ['share']);
    expect(shares.flatMap(({ columns }) => Array.from(columns.get('share') ?? []))).toEqual([0.5, null, 1, 0, 0.25]);
  });

  it('is named when it is cut off or gone', async () => {
    const path = await written('short.parquet');
    await truncate(path, 100);
    await expect(blocksOf(path, ['word'])).rejects.toThrow(`${path}: it is not a whole Parquet file`);
    await expect(parquetHead(join(folder, 'gone.parquet'))).rejects.toThrow('no such file');
  });
});
