import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from 'tokenizers';
import { describe, expect, it } from 'vitest';
import {
  miniatureModelFolder,
  miniatureTables,
  miniatureTokenizer,
  pretrainingText,
  tokenizerSettings,
  vocabularyLimit,
} from './index.ts';

const json = miniatureTokenizer();
const tokenizer = Tokenizer.fromString(json);

/** Every string in a row, however deep. */
function* strings(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* strings(part);
}

describe('the tokenizer', () => {
  it('is the one that the committed encoder was pretrained with', async () => {
    expect(JSON.parse(await readFile(join(miniatureModelFolder, 'tokenizer.json'), 'utf8'))).toEqual(JSON.parse(json));
  });

  it("has XLM-R's special tokens and at most 4,096 pieces, each once", () => {
    const vocab: readonly [string, number][] = JSON.parse(json).model.vocab;
    expect(vocab.length).toBeLessThanOrEqual(vocabularyLimit);
    expect(new Set(vocab.map(([piece]) => piece)).size).toBe(vocab.length);
    expect(['<s>', '<pad>', '</s>', '<unk>', '<mask>'].map((t) => tokenizer.tokenToId(t))).toEqual([
      0,
      1,
      2,
      3,
      vocab.length - 1,
    ]);
  });

  it('writes pairs as XLM-R does', async () => {
    const one = await tokenizer.encode('Anna buys the apple.');
    const two = await tokenizer.encode('Anna <mask> something.');
    expect(one.getTokens()).toEqual(['<s>', '▁Anna', '▁buys', '▁the', '▁apple', '.', '</s>']);
    expect(two.getIds()).toContain(tokenizer.tokenToId('<mask>'));
    const pair = await tokenizer.encode('Anna buys the apple.', 'Anna <mask> something.');
    expect(pair.getIds()).toEqual([...one.getIds(), 2, ...two.getIds().slice(1)]);
  });

  it('finds words in Chinese, which has no spaces', async () => {
    const encoding = await tokenizer.encode('老师今天在花园里买三个苹果。');
    expect(encoding.getTokens()).toEqual(['<s>', '▁老师', '今天', '在花园里', '买', '三', '个', '苹果', '。', '</s>']);
  });

  it('gives offsets into the text', async () => {
    const text = "Çocuk İstanbul'da yaşıyor.";
    const encoding = await tokenizer.encode(text);
    const pieces = encoding.getOffsets().map(([from, to]) => [...text].slice(from, to).join(''));
    expect(pieces.filter(Boolean).join('')).toBe(text.replaceAll(' ', ''));
  });

  it('has a piece for everything that the world says', async () => {
    // The tokenizer parts texts at spaces before anything else, so each word is tried once.
    const chunks = new Set<string>();
    const add = (row: object) => {
      for (const text of strings(row)) for (const chunk of text.split(/\s+/)) if (chunk) chunks.add(chunk);
    };
    for (const { rows } of miniatureTables()) rows.forEach(add);
    pretrainingText().forEach(add);
    const encodings = await tokenizer.encodeBatch([...chunks], { addSpecialTokens: false });
    expect(encodings.filter((e) => e.getIds().includes(3)).map((e) => e.getTokens().join(' '))).toEqual([]);
    expect(chunks.size).toBeGreaterThan(5000);
  });

  it('is the same every time', () => {
    expect(miniatureTokenizer()).toBe(json);
    expect(Object.keys(tokenizerSettings())).toEqual(['tokenizer_config.json', 'special_tokens_map.json']);
  });
});
