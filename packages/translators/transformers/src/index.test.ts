import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '@stopover/core';
import { describeTranslator } from '@stopover/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDictionaryModel } from './fixtures/dictionary-model.ts';
import { transformers } from './index.ts';
import { codeAmong } from './languages.ts';

const nothing = (): never => {
  throw new Error('no rows are needed');
};

let folder: string;
let source: Source;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stopover-transformers-'));
  for (const family of ['m2m_100', 'nllb', 'marian'] as const) await writeDictionaryModel(join(folder, family), family);
  await writeDictionaryModel(join(folder, 'opus-mt-en-es'), 'marian');
  source = {
    name: 'folders',
    has: nothing,
    rows: nothing,
    fingerprint: nothing,
    model: nothing,
    capabilities: { files: async (id) => join(folder, id) },
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (settings: Record<string, unknown>) => transformers().open(settings, { folder, source });

const sentences = ['The red cat sleeps', 'cat', 'the house the house the house', 'red red'];
const spanish = ['el rojo gato duerme', 'gato', 'el casa el casa el casa', 'rojo rojo'];
const swahili = ['hiyo nyekundu paka analala', 'paka', 'hiyo nyumba hiyo nyumba hiyo nyumba', 'nyekundu nyekundu'];

describeTranslator({
  name: 'transformers',
  open: () => open({ model: './nllb', batchSize: 2 }),
  pair: ['en', 'sw'],
  without: ['en', 'qu'],
  sentences,
});

describe.each(['m2m_100', 'nllb'])('a multilingual model: %s', (family) => {
  test('translates batches, each sentence in its place, into the language it is told', async () => {
    await using translator = await open({ model: `./${family}`, batchSize: 3 });
    expect(await translator.translate(sentences, 'en', 'es')).toEqual(spanish);
    expect(await translator.translate(sentences, 'en', 'sw')).toEqual(swahili);
    expect(await translator.supports('en', 'sw')).toBe(true);
    expect(await translator.supports('en', 'qu')).toBe('it has no qu among its 3 languages');
    await expect(translator.translate(['cat'], 'qu', 'es')).rejects.toThrow('it has no qu among its 3 languages');
  });

  test('gives nothing for what it would have to cut', async () => {
    await using translator = await open({ model: `./${family}` });
    const long = 'cat '.repeat(20).trim();
    expect(await translator.translate([long, 'cat'], 'en', 'es')).toEqual(['', 'gato']);
    await using brief = await open({ model: `./${family}`, maxTokens: 4 });
    expect(await brief.translate(['the red cat sleeps', 'cat'], 'en', 'es')).toEqual(['', 'gato']);
  });
});

test('an Opus-MT model translates the pair of its name, or the one that is written', async () => {
  await using named = await open({ model: 'opus-mt-en-es' });
  expect(await named.supports('en', 'es')).toBe(true);
  expect(await named.supports('en', 'sw')).toBe('it translates from en into es');
  expect(await named.translate(sentences, 'en', 'es')).toEqual(spanish);
  await using nameless = await open({ model: './marian' });
  expect(await nameless.supports('en', 'es')).toContain('write `pair: [en, es]`');
  await using written = await open({ model: './marian', pair: ['en', 'es'] });
  expect(await written.translate(['red house'], 'en', 'es')).toEqual(['rojo casa']);
});

test('a model is identified by its bytes, wherever they lie, and by what changes its answers', async () => {
  await writeDictionaryModel(join(folder, 'elsewhere/copy'), 'nllb');
  await using here = await open({ model: './nllb' });
  await using there = await open({ model: 'elsewhere/copy' });
  await using other = await open({ model: './m2m_100' });
  await using shorter = await open({ model: './nllb', maxTokens: 9 });
  expect(there.identity).toEqual(here.identity);
  expect(other.identity).not.toEqual(here.identity);
  expect(shorter.identity).not.toEqual(here.identity);
  expect(JSON.stringify(here.identity)).not.toContain(folder);
});

test('what is not there or not known is said', async () => {
  await expect(open({ model: './nllb', dtype: 'q8' })).rejects.toThrow(/has no onnx\/encoder_model_quantized\.onnx/);
  await expect(open({ model: './nothing' })).rejects.toThrow(/has no config\.json/);
  await expect(open({ model: './nllb', beams: 4 })).rejects.toThrow(/beams/);
  const bare = { ...source, capabilities: {} };
  await expect(transformers().open({ model: 'a/b' }, { folder, source: bare })).rejects.toThrow(
    'the source folders has no such models',
  );
  expect(await transformers().probe()).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/^Transformers\.js \d/),
  });
});

test('languages have their codes in FLORES-200, M2M100 and mBART', () => {
  const flores = [
    'spa_Latn',
    'swh_Latn',
    'zho_Hans',
    'zho_Hant',
    'arb_Arab',
    'quy_Latn',
    'est_Latn',
    'kmr_Latn',
    'pes_Arab',
  ];
  const tags = ['es', 'sw', 'zh', 'zh-Hant', 'ar', 'qu', 'et', 'ku', 'fa'];
  expect(tags.map((tag) => codeAmong(flores, tag))).toEqual(flores);
  expect(['zh-Hans', 'nb', 'ceb', 'qu'].map((tag) => codeAmong(['zh', 'no', 'ceb'], tag))).toEqual([
    'zh',
    'no',
    'ceb',
    undefined,
  ]);
  expect(codeAmong(['en_XX', 'es_XX'], 'es')).toBe('es_XX');
});
