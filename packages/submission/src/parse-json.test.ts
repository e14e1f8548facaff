import { describe, expect, it } from 'vitest';
import { type JsonNode, memberOf } from './json-node.ts';
import { parseJson } from './parse-json.ts';

/** The plain value of a node. */
function plain(node: JsonNode): unknown {
  if (node.type === 'object') return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
  if (node.type === 'list') return node.items.map(plain);
  return node.type === 'text' ? node.text : node.value;
}

describe('JSON with lines', () => {
  it.each([
    '{}',
    '[]',
    ' [1, -0.5e3, 0, true, false, null, "", {"a": [[]]}] ',
    '{"a\\u00e9\\n\\"": "\\ud83d\\ude8b \\ud800 \u{7f} \u{2028} שלום", "b": {"c": []}}',
    '"text"',
  ])('has the values that JSON.parse has: %s', (text) => {
    expect(plain(parseJson(text, 'f'))).toEqual(JSON.parse(text));
  });

  it('knows on which line each value begins, and keeps repeated keys', () => {
    const node = parseJson('{\n  "a": 1,\n\n  "b": "x",\n  "a": [\n2]}', 'f', 10);
    if (node.type !== 'object') throw new Error('it is an object');
    expect(node.members.map(({ key, line }) => [key, line])).toEqual([
      ['a', 11],
      ['b', 13],
      ['a', 14],
    ]);
    expect(memberOf(node, 'a')).toMatchObject({ type: 'list', line: 14 });
  });

  it('has the numbers that only Python reads', () => {
    expect(plain(parseJson('[NaN, Infinity, -Infinity]', 'f'))).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it.each([
    ['{"a": 1,\n}', 2, 'a key in double quotes is missing, at "}"'],
    ['{"a": 1\n"b": 2}', 2, 'a comma or } is missing, at "\\""'],
    ['{"a" 1}', 1, 'a colon is missing, at "1"'],
    ['[1, 2', 1, 'a comma or ] is missing, at the end'],
    ['\n\n', 3, 'a value is missing, at the end'],
    ['{} {}', 1, 'more follows after the value, at "{"'],
    ['{"a": "x\ny"}', 1, 'a text does not end on its line'],
    ['{"a": "\\x"}', 1, 'a wrong escape'],
    ['\u{feff}{}', 1, 'a value is missing, at a byte order mark (U+FEFF)'],
    [`${'['.repeat(100_000)}`, 1, 'nested more than 200 deep'],
  ])('says where %j is none', (text, line, reason) => {
    try {
      parseJson(text, 'f');
    } catch (error) {
      expect(error).toMatchObject({ kind: 'bad-json', place: { file: 'f', line } });
      expect(error).toHaveProperty('message', expect.stringContaining(reason));
      return;
    }
    throw new Error('it was read');
  });
});
