import { describe, expect, it } from 'vitest';
import { canonicalJson, contentKey } from './canonical.ts';
import { permutation, shotIndices } from './shots.ts';

const bucket = { task: 'xnli', language: 'sw', bucket: 1 };

describe('shots', () => {
  it('are nested: the first 10 of the 100', () => {
    const hundred = shotIndices(bucket, 2490, 100);
    expect(shotIndices(bucket, 2490, 10)).toEqual(hundred.slice(0, 10));
    expect(new Set(hundred).size).toBe(100);
  });

  it('are the same on every machine', () => {
    expect(shotIndices(bucket, 2490, 5)).toMatchInlineSnapshot(`
      [
        1285,
        1846,
        21,
        1182,
        2221,
      ]
    `);
  });

  it('differ by task, language and bucket', () => {
    const draws = [bucket, { ...bucket, bucket: 2 }, { ...bucket, language: 'de' }, { ...bucket, task: 'xcopa' }];
    expect(new Set(draws.map((draw) => String(shotIndices(draw, 100, 20)))).size).toBe(4);
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
