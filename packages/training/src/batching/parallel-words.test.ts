import type { Example } from '@stopover/core';
import { random } from '@stopover/text';
import { describe, expect, test } from 'vitest';
import { meanings, parallelWords } from './parallel-words.ts';

// A dictionary of twenty words: token i of one language, token 20 + i of the other. Texts of five words each.
const size = 20;
const draw = random(7);
const texts = Array.from({ length: 300 }, () => Array.from({ length: 5 }, () => Math.floor(draw() * size)));
const said = texts.flatMap((ids, meaning) => [
  { meaning, ids: Int32Array.from(ids) },
  { meaning, ids: Int32Array.from(ids.toReversed(), (id) => id + size) },
]);
const options = { vocabSize: 2 * size + 1, width: 16, range: 0.02, seed: 1 };
const cosine = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe('parallelWords', () => {
  const vectors = parallelWords(said, options);

  test('puts every word nearest to its translation', () => {
    for (let word = 0; word < size; word++) {
      const own = vectors[word] ?? new Float64Array();
      const others = Array.from({ length: size }, (_, i) => cosine(own, vectors[size + i] ?? new Float64Array()));
      expect(others.indexOf(Math.max(...others))).toBe(word);
    }
  });

  test('gives rows of the wanted size, none for a token that never occurs, and the same for the same seed', () => {
    expect(vectors[2 * size]).toBeUndefined();
    for (const row of vectors.slice(0, 2 * size)) {
      expect(Math.sqrt(cosine(row ?? new Float64Array(), row ?? new Float64Array()) / 16)).toBeCloseTo(0.02, 10);
    }
    expect(parallelWords(said, options)).toEqual(vectors);
  });
});

describe('meanings', () => {
  const pair = (text: string, translation?: string): Example<'mlm'> =>
    translation === undefined ? { text, gold: null } : { text, translation, gold: null };

  test('are shared by translations, and by what shares a string with them', () => {
    const of = meanings([pair('cat', 'Katze'), pair('gatto', 'Katze'), pair('dog', 'Hund'), pair('alone')]);
    expect(new Set(['cat', 'Katze', 'gatto'].map((text) => of.get(text))).size).toBe(1);
    expect(new Set(['cat', 'dog', 'alone'].map((text) => of.get(text))).size).toBe(3);
    expect(of.get('Hund')).toBe(of.get('dog'));
  });

  test('of a long chain of translations are one', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => pair(String(i + 1), String(i)));
    expect(new Set(meanings(chain).values()).size).toBe(1);
  });
});
