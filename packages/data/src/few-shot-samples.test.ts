import { canonicalJson, contentKey } from '@stopover/files';
import { describe, expect, it } from 'vitest';
import { permutation, pick, shotIndices } from './few-shot-samples.ts';

const bucket = { task: 'xnli', language: 'sw', bucket: 1 };

const examples = (golds: readonly number[]) => golds.map((gold) => ({ text: '', gold }));
/** Rows of three classes of unequal size: 1245, 830 and 415. */
const rows = examples(Array.from({ length: 2490 }, (_, i) => [0, 1, 0, 2, 1, 0][i % 6] ?? 0));

describe('shots', () => {
  it('are nested: the first 10 of the 100', async () => {
    const hundred = await shotIndices(bucket, rows, 100);
    expect(await shotIndices(bucket, rows, 10)).toEqual(hundred.slice(0, 10));
    expect(new Set(hundred).size).toBe(100);
  });

  it('hold the classes, or the places of the right choice, as all rows do', async () => {
    const taken = async (k: number, draw: number) => {
      const golds = pick(rows, await shotIndices({ ...bucket, bucket: draw }, rows, k)).map(({ gold }) => gold);
      return [0, 1, 2].map((label) => golds.filter((gold) => gold === label).length);
    };
    // Halves, thirds and sixths.
    for (const draw of [1, 2, 3]) expect(await taken(60, draw)).toEqual([30, 20, 10]);
    expect(await taken(6, 1)).toEqual([3, 2, 1]);
    const choices = rows.map(({ gold }) => ({ context: '', choices: ['', '', ''], gold }));
    const same = async (some: Parameters<typeof shotIndices>[1]) => shotIndices(bucket, some, 60);
    expect(await same(choices)).toEqual(await same(rows));
  });

  it('are random where rows have no class', async () => {
    const tagged = Array.from({ length: 50 }, () => ({ words: ['a'], gold: ['O'] }));
    const order = await shotIndices(bucket, tagged, 50);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });

  it('are the same on every machine', async () => {
    expect(await shotIndices(bucket, rows, 5)).toMatchInlineSnapshot(`
      [
        2220,
        886,
        1755,
        2088,
        388,
      ]
    `);
  });

  it('differ by task, language and bucket', async () => {
    const draws = [bucket, { ...bucket, bucket: 2 }, { ...bucket, language: 'de' }, { ...bucket, task: 'xcopa' }];
    const drawn = await Promise.all(draws.map((draw) => shotIndices(draw, rows.slice(0, 100), 20)));
    expect(new Set(drawn.map(String)).size).toBe(4);
  });

  it('come from a permutation that puts every number everywhere', () => {
    const sums = new Array<number>(6).fill(0);
    for (let draw = 0; draw < 3000; draw++) {
      const order = permutation(6, 'draw', String(draw));
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5]);
      order.forEach((number, at) => {
        sums[at] = (sums[at] ?? 0) + number;
      });
    }
    // A mean over 3000 draws has standard error 1.71 / √3000 = 0.031: five of them.
    for (const sum of sums) expect(Math.abs(sum / 3000 - 2.5)).toBeLessThan(0.16);
  });
});

describe('a key', () => {
  it('does not depend on the order in which fields were written', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é' }], a: 1 })).toBe('{"a":1,"b":[1,{"c":"é","d":null}]}');
    expect(contentKey({ a: 1, b: 2 })).toBe(contentKey({ b: 2, a: 1 }));
  });

  it('is refused for what JSON would drop', () => {
    for (const hole of [[undefined], { a: Number.NaN }, { a: () => 1 }, { a: new Map() }]) {
      expect(() => canonicalJson(hole)).toThrow(/a key cannot be made of/);
    }
  });
});
