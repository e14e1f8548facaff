import { Unfit } from './finding.ts';
import type { JsonMember, JsonNode } from './json-node.ts';

// Deeper than any submission, and far from the end of the stack.
const deepest = 200;

const blank = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const constant = /true|false|null|-?Infinity|NaN/y;
const constants: Readonly<Record<string, number | boolean | null>> = {
  true: true,
  false: false,
  null: null,
  // Python's json reads these three.
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * Reads JSON as Python's `json.loads` does, and keeps what `JSON.parse` forgets: lines and repeated keys.
 * @throws Unfit with the line of what is no JSON.
 */
export function parseJson(text: string, file: string, firstLine = 1): JsonNode {
  const reader = new JsonReader(text, file, firstLine);
  const node = reader.value(0);
  reader.end();
  return node;
}

class JsonReader {
  readonly #text: string;
  readonly #file: string;
  #line: number;
  #at = 0;

  constructor(text: string, file: string, firstLine: number) {
    this.#text = text;
    this.#file = file;
    this.#line = firstLine;
  }

  value(depth: number): JsonNode {
    if (depth > deepest) throw this.#fault(`lists and objects are nested more than ${deepest} deep`);
    this.#skipBlanks();
    const line = this.#line;
    if (this.#takes('{')) return { type: 'object', line, members: this.#list('}', () => this.#member(depth)) };
    if (this.#takes('[')) return { type: 'list', line, items: this.#list(']', () => this.value(depth + 1)) };
    if (this.#text[this.#at] === '"') return { type: 'text', line, text: this.#string() };
    const word = this.#match(constant);
    const value = word === undefined ? undefined : constants[word];
    if (value !== undefined) return { type: typeOf(value), line, value };
    const digits = this.#match(number);
    if (digits === undefined) throw this.#fault('a value is missing');
    return { type: 'number', line, value: Number(digits) };
  }

  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#fault('more follows after the value');
  }

  #member(depth: number): JsonMember {
    this.#skipBlanks();
    const line = this.#line;
    if (this.#text[this.#at] !== '"') throw this.#fault('a key in double quotes is missing');
    const key = this.#string();
    this.#skipBlanks();
    if (!this.#takes(':')) throw this.#fault('a colon is missing');
    return { key, line, value: this.value(depth + 1) };
  }

  #list<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = [];
    this.#skipBlanks();
    if (this.#takes(close)) return items;
    do {
      items.push(item());
      this.#skipBlanks();
    } while (this.#takes(','));
    if (!this.#takes(close)) throw this.#fault(`a comma or ${close} is missing`);
    return items;
  }

  /** A string, of which JSON.parse judges the escapes and the control characters, which Python refuses too. */
  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    try {
      const value: unknown = JSON.parse(this.#text.slice(start, end + 1));
      this.#at = end + 1;
      return String(value);
    } catch {
      throw this.#fault('a text does not end on its line, or holds a control character or a wrong escape');
    }
  }

  #takes(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skipBlanks(): void {
    for (const sign of this.#match(blank) ?? '') if (sign === '\n') this.#line += 1;
  }

  #fault(reason: string): Unfit {
    const [next] = this.#text.slice(this.#at, this.#at + 2);
    const found =
      next === undefined ? 'the end' : next === '\u{feff}' ? 'a byte order mark (U+FEFF)' : JSON.stringify(next);
    return new Unfit('bad-json', { file: this.#file, line: this.#line }, `it is no JSON: ${reason}, at ${found}`);
  }
}

const typeOf = (value: number | boolean | null) =>
  value === null ? 'null' : typeof value === 'number' ? 'number' : 'truth value';
