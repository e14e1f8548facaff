import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, RequestError } from '@stopover/core';
import { Tokenizer as Native } from 'tokenizers';
import { describe, expect, it } from 'vitest';
import { inFolder, smallTokenizer, smallTokenizerJson, tokenizerOf } from './fixtures/small-tokenizer.ts';
import { Tokenizer, tokenizerHash } from './tokenizer.ts';
import { tokenizerFacts } from './tokenizer-facts.ts';

const json = smallTokenizerJson();
const texts = [
  'the cat sat on the mat.',
  '😀 the 😀cat 👩‍🚀 sat',
  'แมวนั่งบนเสื่อ',
  'القط في بيت',
  '猫在屋 𝒳𝒳 house',
  '',
  '   ',
];

describe('encode', () => {
  it.each(texts)('gives offsets in UTF-16 units that slice back to the surface: %j', async (text) => {
    const tokenizer = await smallTokenizer();
    const native = Native.fromString(json);
    native.disableTruncation();
    const [encoded] = await tokenizer.encode([text]);
    const encoding = await native.encode(text, null, { addSpecialTokens: false });
    expect([...(encoded?.ids ?? [])]).toEqual(encoding.getIds());
    for (const [i, piece] of encoding.getTokens().entries()) {
      const surface = text.slice(encoded?.starts[i], encoded?.ends[i]);
      // A lone mark shares the offsets of the character after it.
      if (piece !== '▁') expect(surface).toBe(piece.replace('▁', ''));
    }
  });

  it('encodes many texts as one by one, repeated ones too, and is not cut by what the file says', async () => {
    const tokenizer = await smallTokenizer();
    const many = Array.from({ length: 1500 }, (_, i) => texts[i % texts.length] ?? '');
    const together = await tokenizer.encode(many);
    for (const [i, text] of texts.entries())
      expect(together[i + 7 * texts.length]).toEqual((await tokenizer.encode([text]))[0]);
    expect(together[0]?.ids.length).toBe(7);
    expect(tokenizer.single(together[0]?.ids ?? new Int32Array())).toHaveLength(9);
  });
});

describe('encodeWords', () => {
  it('numbers the words, and leaves none without a token', async () => {
    const tokenizer = await smallTokenizer();
    const [sentence, empty] = await tokenizer.encodeWords([['the', 'mats', '', '猫'], []]);
    expect([...(sentence?.words ?? [])]).toEqual([0, 1, 1, 2, 3]);
    expect(sentence?.ids[3]).toBe(tokenizer.special.unk);
    expect(empty?.ids).toHaveLength(0);
  });
});

describe('special tokens', () => {
  it('stand where the template puts them', async () => {
    const tokenizer = await smallTokenizer();
    const [a, b] = [Int32Array.of(10, 11), Int32Array.of(12)];
    expect([...tokenizer.single(a)]).toEqual([0, 10, 11, 2]);
    expect([...tokenizer.pair(a, b)]).toEqual([0, 10, 11, 2, 2, 12, 2]);
    expect([...tokenizer.around(-1, a, b)]).toEqual([-1, 10, 11, -1, -1, 12, -1]);
    expect([tokenizer.specials('single'), tokenizer.specials('pair')]).toEqual([2, 4]);
    expect(tokenizer.special).toMatchObject({ bos: 0, pad: 1, eos: 2, unk: 3 });
    expect(tokenizer.special.mask).toBe(tokenizer.size - 1);
    expect(tokenizer.secondAt(a.length)).toBeUndefined();
  });

  it('are read from each sort of post-processor, never guessed', () => {
    const facts = (post_processor: unknown) =>
      tokenizerFacts(JSON.stringify({ ...JSON.parse(json), post_processor }), 'here');
    const marks = { sep: ['</s>', 2], cls: ['<s>', 0] };
    expect(facts({ type: 'BertProcessing', ...marks })).toMatchObject({ pair: [0, 'A', 2, 'B', 2], second: 3 });
    expect(facts({ type: 'RobertaProcessing', ...marks })).toMatchObject({
      pair: [0, 'A', 2, 2, 'B', 2],
      second: undefined,
    });
    const nested = { type: 'Sequence', processors: [{ type: 'ByteLevel' }, { type: 'BertProcessing', ...marks }] };
    expect(facts(nested).single).toEqual([0, 'A', 2]);
    expect(() => facts(null)).toThrow(/here: its post-processor puts no special tokens/);
  });

  it('of a numbered pair say where its second text begins', async () => {
    const bert = { type: 'BertProcessing', sep: ['</s>', 2], cls: ['<s>', 0] };
    const tokenizer = await tokenizerOf(JSON.stringify({ ...JSON.parse(json), post_processor: bert }));
    expect(tokenizer.secondAt(1)).toBe(3);
    expect(tokenizer.pair(Int32Array.of(9), Int32Array.of(8, 7))[3]).toBe(8);
  });
});

describe('files', () => {
  it('saves what it loaded, also from gzip, with the two files that Python wants', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'tokenizer.json.gz'), gzipSync(json));
      const tokenizer = await Tokenizer.load(folder);
      expect(tokenizer.hash).toBe(createHash('sha256').update(json).digest('hex'));
      const saved = join(folder, 'saved');
      await tokenizer.save(saved);
      expect(await readFile(join(saved, 'tokenizer.json'), 'utf8')).toBe(json);
      expect((await Tokenizer.load(saved)).hash).toBe(tokenizer.hash);
      const map: unknown = JSON.parse(await readFile(join(saved, 'special_tokens_map.json'), 'utf8'));
      expect(map).toMatchObject({
        cls_token: '<s>',
        sep_token: '</s>',
        mask_token: { content: '<mask>', lstrip: true },
      });
      expect((await readdir(saved)).toSorted()).toEqual([
        'special_tokens_map.json',
        'tokenizer.json',
        'tokenizer_config.json',
      ]);
    });
  });

  it('keeps a configuration that came with the tokenizer', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'tokenizer.json'), json);
      await writeFile(join(folder, 'tokenizer_config.json'), '{"model_max_length":512}');
      await (await Tokenizer.load(folder)).save(join(folder, 'saved'));
      expect(await readFile(join(folder, 'saved', 'tokenizer_config.json'), 'utf8')).toBe('{"model_max_length":512}');
    });
  });

  it('that say the same keep their own configuration; others are read anew', async () => {
    await inFolder(async (folder) => {
      const at = async (name: string, text: string, longest: number) => {
        const own = join(folder, name);
        await mkdir(own);
        await writeFile(join(own, 'tokenizer.json'), text);
        await writeFile(join(own, 'tokenizer_config.json'), `{"model_max_length":${longest}}`);
        return Tokenizer.load(own);
      };
      const [one, two] = [await at('one', json, 128), await at('two', json, 512)];
      const other = await at('other', json.replaceAll('"▁cat"', '"▁dog"'), 64);
      const again = await at('again', json, 256);
      const loaded = [one, two, other, again];
      expect(loaded.map(({ hash }) => hash === one.hash)).toEqual([true, true, false, true]);
      const written = loaded.map(async (tokenizer, i) => {
        await tokenizer.save(join(folder, `saved-${i}`));
        return readFile(join(folder, `saved-${i}`, 'tokenizer_config.json'), 'utf8');
      });
      expect(await Promise.all(written)).toEqual([128, 512, 64, 256].map((n) => `{"model_max_length":${n}}`));
      const [cat] = await one.ids(['cat']);
      expect((await again.ids(['cat']))[0]).toEqual(cat);
      expect((await other.ids(['cat']))[0]).not.toEqual(cat);
      expect((await other.ids(['dog']))[0]).toEqual(cat);
    });
  });

  it('have the hash of the loaded tokenizer without its tables, and what they say is checked', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'tokenizer.json.gz'), gzipSync(json));
      expect(await tokenizerHash(folder)).toBe((await Tokenizer.load(folder)).hash);
      await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ ...JSON.parse(json), post_processor: null }));
      await expect(tokenizerHash(folder)).rejects.toThrow(
        /its post-processor puts no special tokens around a sequence/,
      );
    });
  });

  it('says what is wrong with a folder', async () => {
    await inFolder(async (folder) => {
      await expect(Tokenizer.load(folder)).rejects.toThrow(RequestError);
      await expect(Tokenizer.load(join(folder, 'none'))).rejects.toThrow(/there is no tokenizer\.json/);
      await writeFile(join(folder, 'tokenizer.json.gz'), gzipSync(json).subarray(0, 100));
      await expect(Tokenizer.load(folder)).rejects.toThrow(/tokenizer\.json\.gz: it is not a whole gzip file/);
      await writeFile(join(folder, 'tokenizer.json'), json.slice(0, 500));
      await expect(Tokenizer.load(folder)).rejects.toThrow(DataError);
      await writeFile(
        join(folder, 'tokenizer.json'),
        JSON.stringify({ ...JSON.parse(json), model: { type: 'None', vocab: [] } }),
      );
      await expect(Tokenizer.load(folder)).rejects.toThrow(/tokenizers library cannot load it/);
    });
  });
});
