import type { Encoding } from 'tokenizers';
import { utf16Offsets } from './utf16.ts';
import type { WordWise } from './word-wise.ts';
import type { Line, Worded } from './words.ts';

/** A text's tokens, without special tokens. Offsets count UTF-16 units of the text. */
export interface Encoded {
  readonly ids: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The tokens of words, and of the texts that are made of them. */
export class WordTokens {
  readonly #separator: WordWise['separator'] | undefined;
  readonly #offsets: boolean;
  /** By word: its first token, and how many it has. */
  readonly #first: number[] = [];
  readonly #count: number[] = [];
  readonly #ids: number[] = [];
  /** By token: where it starts and ends in its word, in UTF-16 units. Empty where offsets are not wanted. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** `offsets`: whether `encoded` will be asked for. */
  constructor(how: WordWise | undefined, offsets: boolean) {
    this.#separator = how?.separator;
    this.#offsets = offsets;
  }

  /** How many tokens it holds. */
  get size(): number {
    return this.#ids.length;
  }

  /** A line as the native library gets it. */
  textOf({ parts }: Line): string {
    return parts.join(this.#separator?.content ?? '');
  }

  /**
   * Takes over the tokens of a line's words. False when these cannot be told apart, because one has the separator's
   * token itself (characters that are normalized to it): then each must come alone.
   */
  add(line: Line, encoding: Encoding): boolean {
    const { parts, words } = line;
    const ids = encoding.getIds();
    const { id: separator = -1, content = '' } = (words.length > 1 && this.#separator) || {};
    if (ids.reduce((count, id) => (id === separator ? count + 1 : count), 1) !== words.length) return false;
    const offsets = this.#offsets ? encoding.getOffsets() : [];
    const unit = utf16Offsets(this.#offsets ? this.textOf(line) : '');
    let [token, place] = [0, 0];
    for (const [i, word] of words.entries()) {
      this.#first[word] = this.#ids.length;
      for (; token < ids.length && ids[token] !== separator; token++) {
        this.#ids.push(ids[token] ?? 0);
        const [start, end] = offsets[token] ?? [];
        if (start !== undefined) this.#starts.push(unit(start) - place);
        if (end !== undefined) this.#ends.push(unit(end) - place);
      }
      this.#count[word] = this.#ids.length - (this.#first[word] ?? 0);
      token++;
      place += (parts[i]?.length ?? 0) + content.length;
    }
    return true;
  }

  /** The ids of texts whose words were added. */
  ids({ words, ends }: Worded): Int32Array[] {
    let word = 0;
    return ends.map((end) => {
      const ids = new Int32Array(this.#tokensOf(words, word, end));
      for (let to = 0; word < end; word++) to = this.#copy(this.#ids, words[word] ?? 0, ids, to, 0);
      return ids;
    });
  }

  /** The tokens of texts whose words were added. */
  encoded({ words, places, ends: last }: Worded): Encoded[] {
    let word = 0;
    return last.map((end) => {
      const size = this.#tokensOf(words, word, end);
      const [ids, starts, ends] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
      for (let to = 0; word < end; word++) {
        const [number = 0, place = 0] = [words[word], places[word]];
        this.#copy(this.#starts, number, starts, to, place);
        this.#copy(this.#ends, number, ends, to, place);
        to = this.#copy(this.#ids, number, ids, to, 0);
      }
      return { ids, starts, ends };
    });
  }

  #tokensOf(words: readonly number[], from: number, end: number): number {
    let size = 0;
    for (let i = from; i < end; i++) size += this.#count[words[i] ?? 0] ?? 0;
    return size;
  }

  /** Copies a word's values with something added, and gives the place behind them. */
  #copy(values: readonly number[], word: number, into: Int32Array, to: number, plus: number): number {
    const [first = 0, count = 0] = [this.#first[word], this.#count[word]];
    for (let i = 0; i < count; i++) into[to + i] = (values[first + i] ?? 0) + plus;
    return to + count;
  }
}
