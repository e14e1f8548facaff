// JSON that Python wrote and reads back: what JSON.parse and JSON.stringify would lose of its numbers.
import { describe, expect, test } from 'vitest';
import { jsonText, numberTexts } from './json-numbers.ts';

const again = (json: string) => jsonText(JSON.parse(json), numberTexts(json));
const python = `{
  "a": 2.0,
  "b": 1e-05,
  "c/d~e": [
    0.5,
    {
      "f": 160000.0,
      "g": "a \\"1.0\\", [2.0"
    },
    [],
    {},
    -0.0,
    1000000000000000019884624838656
  ],
  "h": null,
  "i\\n": true,
  "j": 3
}`;

describe('numbers of a JSON file', () => {
  test('keep their text', () => {
    expect(again(python)).toBe(python);
  });

  test('are those that JavaScript would write otherwise, by JSON pointer', () => {
    expect(Object.fromEntries(numberTexts(python))).toEqual({
      '/a': '2.0',
      '/b': '1e-05',
      '/c~1d~0e/1/f': '160000.0',
      '/c~1d~0e/4': '-0.0',
      '/c~1d~0e/5': '1000000000000000019884624838656',
    });
  });

  test('that were changed are written anew, and those that stayed are not mixed up with them', () => {
    const texts = numberTexts('{"a": 2.0, "b": {"a": 3.0}, "c": [1.0, 4.0]}');
    expect(jsonText({ b: { a: 3 }, a: 5, c: [1, 2, 4] }, texts, '')).toBe('{"b":{"a":3.0},"a":5,"c":[1.0,2,4]}');
  });

  test('of a value without a text are written as JSON.stringify does', () => {
    const value = { a: [1, 'x', [], {}], b: undefined, c: { d: Number.NaN, e: [null, undefined] }, __proto__: 1 };
    for (const indent of ['', '  '])
      expect(jsonText(value, new Map(), indent)).toBe(JSON.stringify(value, null, indent));
  });
});
