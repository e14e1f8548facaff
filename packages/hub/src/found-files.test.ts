import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataError, type Location } from '@stopover/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composedSource } from './composed-source.ts';
import { all } from './fixtures/rows.ts';
import { zipOf } from './fixtures/zip.ts';
import { mirrorSource } from './mirror-source.ts';

const line = (...cells: string[]) => cells.join('\t');
const sentence = (id: string, form: string) =>
  `# sent_id = ${id}\n${line('1', form, '_', 'NOUN', '_', '_', '0', 'root', '0:root', '_')}\n\n`;
const gsd = sentence('g1', 'Fähre') + sentence('g2', 'Hafen\u2028');
const pud = `\ufeff${sentence('p1', 'Ufer').replaceAll('\n', '\r\n')}`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-found-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (path: string, content: string | Buffer) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};
const location: Location = {
  ...{ repo: 'made/treebanks', revision: 'main', config: 'de', split: 'test' },
  files: ['de_*-ud-test*.conllu'],
};
const source = () => composedSource(mirrorSource(folder), [folder]);
const idsOf = async () =>
  (await all(source().rows(location))).map((row) => (row instanceof DataError ? row.message : row));
const three = [
  { file: 'de_gsd-ud-test.conllu', sentence: 'g1', line: 1 },
  { file: 'de_gsd-ud-test.conllu', sentence: 'g2', line: 4 },
  { file: 'de_pud-ud-test.conllu', sentence: 'p1', line: 1 },
];

describe('files called like a pattern', () => {
  it('are found at any depth, in a zip, and in a zip of the name; in the order of their names, with one fingerprint', async () => {
    await put('treebanks/v2/UD_German-PUD/de_pud-ud-test.conllu', pud);
    await put('treebanks/v2/UD_German-GSD/de_gsd-ud-test.conllu', gsd);
    await put('treebanks/v2/UD_German-GSD/de_gsd-ud-train.conllu', gsd);
    await put('treebanks/v2/UD_Swedish-X/sv_de_x-ud-test.conllu', gsd);
    expect(await idsOf()).toMatchObject(three);
    const [first] = await all(source().rows(location));
    expect(first).toEqual({
      ...three[0],
      tokens: [{ id: '1', form: 'Fähre', upos: 'NOUN', head: '0', deps: '0:root' }],
    });
    const fingerprint = await source().fingerprint(location);

    await rm(join(folder, 'treebanks'), { recursive: true });
    const zip = zipOf({
      'v2/UD_German-PUD/de_pud-ud-test.conllu': pud,
      'v2/UD_German-GSD/de_gsd-ud-test.conllu': gsd,
      '__MACOSX/v2/._de_gsd-ud-test.conllu': 'x',
    });
    for (const path of ['treebanks/release.zip', 'treebanks.zip']) {
      await put(path, zip);
      expect(await idsOf()).toMatchObject(three);
      expect(await source().fingerprint(location)).toBe(fingerprint);
      expect(await source().capabilities.count?.(location)).toBe(3);
      await rm(join(folder, path));
    }
    expect(await source().has(location)).toBe(false);
  });

  it('are refused when two have one name, and in a zip that is none', async () => {
    await put('treebanks/v2.5/de_gsd-ud-test.conllu', gsd);
    await put('treebanks/v2.7/de_gsd-ud-test.conllu', gsd);
    await expect(source().has(location)).rejects.toThrow(
      /de_gsd-ud-test\.conllu is there twice: .*v2\.5.* and .*v2\.7/,
    );
    await rm(join(folder, 'treebanks/v2.7'), { recursive: true });
    await put('treebanks/broken.zip', 'no zip');
    await expect(source().has(location)).rejects.toThrow(/broken\.zip: the zip cannot be read/);
  });
});

it('a line that is no line of a treebank is told by its number, and the next sentence follows', async () => {
  await put('treebanks/de_x-ud-test.conllu', `1\tnur zwei\n\n${gsd}`);
  const [first, second] = await idsOf();
  expect(first).toMatch(/de_x-ud-test\.conllu, line 1: this is no line of CoNLL-U: it has 2 columns of 10/);
  expect(second).toMatchObject({ sentence: 'g1', line: 3 });
});
