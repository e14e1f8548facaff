import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Location } from '@stopover/core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composedSource } from './composed-source.ts';
import { mirrorSource } from './mirror-source.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-own-'));
  await writeFile(join(folder, 'rows.jsonl'), '{"text":"Moja"}\n{"text":"Mbili"}\n');
  await writeFile(join(folder, 'copy.jsonl'), '{"text":"Moja"}\n{"text":"Mbili"}\n');
  const columnData = [
    { name: 'text', data: ['Moja', 'Mbili'] },
    { name: 'other', data: [1, 2] },
  ];
  await writeFile(join(folder, 'rows.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (file: string): Location => ({
  ...{ repo: 'own-data/boats', revision: 'main', config: 'sw', split: 'test', own: 'boats', files: [file] },
});
const sourceWith = (reading: string) =>
  composedSource(mirrorSource(folder), [], new Map([['boats', { folder, reading }]]));

it('reads rows of a study’s own files, of Parquet the columns that are asked for', async () => {
  const rows = async (file: string, columns?: readonly string[]) => {
    const found: unknown[] = [];
    for await (const row of sourceWith('a').rows(at(file), { columns })) found.push(row);
    return found;
  };
  expect(await rows('rows.jsonl')).toEqual([{ text: 'Moja' }, { text: 'Mbili' }]);
  expect(await rows('rows.parquet', ['text'])).toEqual([{ text: 'Moja' }, { text: 'Mbili' }]);
  expect(await sourceWith('a').capabilities.count?.(at('rows.parquet'))).toBe(2);
});

it('gives the names of classes beside their numbers, where Parquet says them and they are asked for', async () => {
  const names = ['contradiction', 'entailment'];
  const label = { names, _type: 'ClassLabel' };
  const features = { label, old: [label], tags: { feature: label, _type: 'Sequence' }, text: { _type: 'Value' } };
  const columnData = [
    { name: 'text', data: ['Moja', 'Mbili'] },
    { name: 'label', data: [1, -1] },
    { name: 'old', data: [[0], []] },
    {
      name: 'tags',
      data: [
        [1, 0],
        [0, 7],
      ],
    },
  ];
  const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }];
  await writeFile(join(folder, 'classes.parquet'), new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata })));
  const rows = async (...columns: readonly string[]) => {
    const found: unknown[] = [];
    for await (const row of sourceWith('a').rows(at('classes.parquet'), { columns })) found.push(row);
    return found;
  };
  expect(await rows('label', 'label:class', 'text', 'text:class')).toEqual([
    { label: 1, 'label:class': 'entailment', text: 'Moja' },
    // No label at all is no class.
    { label: -1, 'label:class': -1, text: 'Mbili' },
  ]);
  expect(await rows('tags', 'tags:class', 'old', 'old:class')).toEqual([
    { tags: [1, 0], 'tags:class': ['entailment', 'contradiction'], old: [0], 'old:class': ['contradiction'] },
    { tags: [0, 7], 'tags:class': ['contradiction', 7], old: [], 'old:class': [] },
  ]);
  expect(await rows('label')).toEqual([{ label: 1 }, { label: -1 }]);
});

it('has a fingerprint of the bytes and of how they are read, not of the path', async () => {
  const a = await sourceWith('a').fingerprint(at('rows.jsonl'));
  expect(await sourceWith('a').fingerprint(at('copy.jsonl'))).toBe(a);
  expect(await sourceWith('b').fingerprint(at('rows.jsonl'))).not.toBe(a);
  expect(await sourceWith('a').fingerprint(at('rows.parquet'))).not.toBe(a);
});

it('says which file is not there, and that a study file must be named', async () => {
  await expect(sourceWith('a').has(at('none.jsonl'))).rejects.toThrow(
    `${join(folder, 'none.jsonl')}: the file of the task boats is not there. Put it there, or correct the path under \`tasks.boats\``,
  );
  await expect(composedSource(mirrorSource(folder), []).fingerprint(at('rows.jsonl'))).rejects.toThrow(
    'task boats: a study file defines it, and none was named. Name the study file with --study FILE.',
  );
});
