// Texts that are encoded word by word get the very tokens that the native library gives them as a whole.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Tokenizer as Native } from 'tokenizers';
import { describe, expect, it } from 'vitest';
import { blanksOf } from './blanks.ts';
import { smallTokenizerJson, tokenizerOf } from './fixtures/small-tokenizer.ts';
import { smallWordPieceJson } from './fixtures/small-wordpiece.ts';
import type { Encoded } from './tokenizer.ts';
import { tokenizerFacts } from './tokenizer-facts.ts';
import { Words } from './words.ts';

const models = resolve(import.meta.dirname, '../../../../shared/hub/models');
const small = smallTokenizerJson();
const changed = (change: object) => JSON.stringify({ ...JSON.parse(small), ...change });

/** What makes trouble at the seams: blanks of all sorts, marks, joiners, halves of pairs, added tokens and their likes. */
const pieces = [
  ...['the', 'cat', 'sat', ' ', ' ', ' ', '  ', '\t', '\u00a0', '\u3000', '\u200b', '\u200d', '\u0301', 'e\u0301'],
  ...['ำ', '\uff9e', '\u0d4e', '\u0600', '😀', '👩‍🚀', '🏽', '🇩', '▁', '\ufffd', '\u00ad', '¨', '\ufdfa', '\ud800'],
  ...['<s>', '</s>', '<mask>', '[SEP]', '[MASK]', '＜／ｓ＞', '猫在', '屋', '。', 'แมว', 'في', 'ि', '\u0000', '\u001f'],
  ...['.', ',', "'", '½', 'ﬁ', '\u115f', 'x'.repeat(40)],
];

/** Texts of random pieces, the same for the same seed. */
function texts(count: number, seed: number): string[] {
  let state = seed;
  const below = (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: below(12) }, () => `${pieces[below(pieces.length)]}${below(3) === 0 ? ' ' : ''}`).join(''),
  );
}

async function whole(json: string, list: readonly string[]): Promise<Encoded[]> {
  const native = Native.fromString(json);
  native.disableTruncation();
  const encodings = await native.encodeBatch([...list], { addSpecialTokens: false });
  return encodings.map((encoding, i) => {
    const units = [0];
    for (const character of list[i] ?? '') units.push((units.at(-1) ?? 0) + character.length);
    const offsets = encoding.getOffsets();
    const at = (side: 0 | 1) => Int32Array.from(offsets, (pair) => units[pair[side] ?? 0] ?? 0);
    return { ids: Int32Array.from(encoding.getIds()), starts: at(0), ends: at(1) };
  });
}

const real = (name: string) => {
  const path = join(models, name, 'tokenizer.json.gz');
  return existsSync(path) ? readFile(path).then((packed) => gunzipSync(packed).toString('utf8')) : undefined;
};

describe.each([
  ['Unigram', small],
  ['Unigram with compatible characters', changed({ normalizer: { type: 'NFKC' } })],
  ['WordPiece', smallWordPieceJson()],
  ['XLM-R', real('xlm-r-tokenizer')],
  ['mBERT', real('mbert-cased-tokenizer')],
])('%s', (_, file) => {
  it.skipIf(file === undefined)('has the tokens of whole texts (skipped where ../shared/hub is missing)', async () => {
    const json = (await file) ?? '';
    const tokenizer = await tokenizerOf(json);
    expect(tokenizerFacts(json, 'here').words).toBeDefined();
    const list = texts(4000, 5);
    const [expected, encoded, ids] = [await whole(json, list), await tokenizer.encode(list), await tokenizer.ids(list)];
    const shown = (one: Encoded | undefined) => [one?.ids, one?.starts, one?.ends].join(' ');
    expect(list.filter((_, i) => shown(encoded[i]) !== shown(expected[i]))).toEqual([]);
    expect(list.filter((_, i) => ids[i]?.join() !== expected[i]?.ids.join())).toEqual([]);
  });
});

describe('words', () => {
  it('are parted at blanks between two characters that stand by themselves, and nowhere else', () => {
    expect(blanksOf('the cat, (sat) 猫 x')).toEqual([3, 8, 14, 16]);
    for (const text of [' a', 'a ', 'a  b', 'a \u0301b', 'a\u0600 b', 'a \u0e33', 'a 😀 b', '\u001f a b', 'a\u00a0b'])
      expect(blanksOf(text), JSON.stringify(text)).toEqual([]);
  });

  it('come once, several in a line, and a text with an added token is left as it is', () => {
    const words = new Words(tokenizerFacts(small, 'here').words);
    const first = words.divide(['the cat', 'cat the cat', 'the <mask> cat']);
    expect(first.worded).toEqual({ words: [0, 1, 1, 0, 1, 2], places: [0, 4, 0, 4, 8, 0], ends: [2, 5, 6] });
    expect(first.lines.map(({ parts }) => parts)).toEqual([['the', 'cat'], ['the <mask> cat']]);
    expect(words.divide(['the mat']).lines.map(({ parts }) => parts)).toEqual([['mat']]);
  });

  it('whose own tokens hold the separator are encoded again, alone', async () => {
    const tokenizer = await tokenizerOf(changed({ normalizer: { type: 'NFKC' } }));
    const [ids] = await tokenizer.ids(['the ＜／ｓ＞ cat']);
    expect([...(ids ?? [])]).toContain(tokenizer.special.eos);
  });

  it.each([
    ['a normalizer that is not known', { normalizer: { type: 'Prepend', prepend: '▁' } }],
    ['a division that is not at blanks', { pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false } }],
    [
      'a mark at the beginning alone',
      { pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first' } },
    ],
    ['no division', { pre_tokenizer: null }],
  ])('are not taken apart with %s', (_, change) => {
    expect(tokenizerFacts(changed(change), 'here').words).toBeUndefined();
  });
});
