import { RequestError } from '@stopover/core';
import { describe, expect, it } from 'vitest';
import { cutTokenizer } from './cut-tokenizer.ts';
import { smallTokenizer, smallTokenizerJson, tokenizerOf } from './fixtures/small-tokenizer.ts';

const json = smallTokenizerJson();
const texts = ['the cat sat.', 'แมวนั่ง', '😀 猫'];

async function cut(kept: readonly string[]) {
  const full = await smallTokenizer();
  const keep = new Set((await full.encode(kept)).flatMap(({ ids }) => [...ids]));
  const { json: smaller, ids } = cutTokenizer(json, keep);
  return { full, small: await tokenizerOf(smaller), ids };
}

describe('cutTokenizer', () => {
  it('segments texts of kept pieces as before, under new ids', async () => {
    const { full, small, ids } = await cut(texts);
    expect(small.size).toBe(ids.length);
    expect(small.size).toBeLessThan(full.size);
    const [before, after] = [await full.encode(texts), await small.encode(texts)];
    for (const [i, encoded] of after.entries()) {
      expect([...encoded.ids].map((id) => ids[id])).toEqual([...(before[i]?.ids ?? [])]);
      expect(encoded.starts).toEqual(before[i]?.starts);
    }
  });

  it('keeps the special tokens, in the template too', async () => {
    const { full, small, ids } = await cut(texts);
    for (const token of ['bos', 'eos', 'pad', 'mask', 'unk'] as const) {
      expect(ids[small.special[token]]).toBe(full.special[token]);
    }
    const sequence = small.pair(Int32Array.of(7), Int32Array.of(8));
    expect([...sequence].map((id) => (id === 7 || id === 8 ? id : ids[id]))).toEqual([0, 7, 2, 2, 8, 2]);
  });

  it('keeps the old order, and the characters of kept pieces', async () => {
    const { small, ids } = await cut(texts);
    expect([...ids]).toEqual([...ids].toSorted((a, b) => a - b));
    const [encoded] = await small.encode(['tac']);
    expect([...(encoded?.ids ?? [])]).not.toContain(small.special.unk);
  });

  it('makes a character that was never seen unknown', async () => {
    const { small } = await cut(['the']);
    const [encoded] = await small.encode(['屋']);
    expect([...(encoded?.ids ?? [])]).toContain(small.special.unk);
  });

  it('writes scores as they were, so that Python reads floats', () => {
    const tokenizer: { model: { vocab: [string, number][] } } = JSON.parse(json);
    const floats = json.replace(/(\["[^"\\]*",\s*-?\d+)\]/g, '$1.0]');
    expect(floats).not.toBe(json);
    const keep = new Set(tokenizer.model.vocab.keys());
    for (const id of [...keep].filter((one) => one % 2 === 1)) keep.delete(id);
    const { json: smaller, ids } = cutTokenizer(floats, keep);
    expect(ids.length).toBeLessThan(tokenizer.model.vocab.length);
    const scores = [...smaller.matchAll(/\["[^"\\]*",(-?[\d.]+)\]/g)].map(([, score = '']) => score);
    expect(scores.length).toBeGreaterThan(5);
    expect(scores.filter((score) => !score.includes('.'))).toEqual([]);
  });

  it('refuses a tokenizer of another sort, and an id that is not there', () => {
    const other = JSON.stringify({ ...JSON.parse(json), model: { type: 'WordPiece', vocab: {} } });
    expect(() => cutTokenizer(other, new Set())).toThrow(RequestError);
    expect(() => cutTokenizer(json, new Set([100_000]))).toThrow(/no id 100000/);
  });
});
