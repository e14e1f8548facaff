import { createHash } from 'node:crypto';
import { DataError, messageOf, RequestError } from '@stopover/core';
import { Tokenizer as Native } from 'tokenizers';
import { zip } from './rows.ts';
import { type SpecialIds, type Template, type TokenizerFacts, tokenizerFacts } from './tokenizer-facts.ts';
import { readTokenizer, type TokenizerFiles, writeTokenizer } from './tokenizer-files.ts';
import { type Encoded, WordTokens } from './word-tokens.ts';
import { type Line, type Worded, Words } from './words.ts';

export type { Encoded };

/** The tokens of a list of words: their ids, and the index of the word each belongs to. */
export interface EncodedWords {
  readonly ids: Int32Array;
  readonly words: Int32Array;
}

/** Texts that are taken up at a time: enough for a call of the native library to be worth it, and bounded in memory. */
const chunk = 4096;

/** Calls of the native library at the same time: it encodes further words while JavaScript takes over what is done. */
const atOnce = 2;

/** Tokens of known words after which they are forgotten: with the words, some 20 MB. */
const mostKnown = 1 << 19;

/** A fast tokenizer: the native library that Python's fast tokenizers use, so ids and offsets are theirs. */
export class Tokenizer {
  /** SHA-256 of the uncompressed tokenizer.json, hex. */
  readonly hash: string;
  /** Every id is below it. */
  readonly size: number;
  readonly special: SpecialIds;
  readonly #native: Native;
  readonly #facts: TokenizerFacts;
  readonly #files: TokenizerFiles;

  private constructor({ hash, native, facts }: Parsed, files: TokenizerFiles) {
    this.#native = native;
    this.#facts = facts;
    this.#files = files;
    this.hash = hash;
    this.size = facts.size;
    this.special = facts.special;
  }

  /**
   * Loads `tokenizer.json` or `tokenizer.json.gz` of a folder.
   * @throws RequestError when there is none, DataError when it is broken.
   */
  static async load(folder: string): Promise<Tokenizer> {
    const files = await readTokenizer(folder);
    const hash = hashOf(files);
    if (last?.hash !== hash) last = parse(hash, files);
    return new Tokenizer(last, files);
  }

  /** Tokens of each text, in order. A text that occurs twice is encoded once, and its arrays are shared. */
  encode(texts: readonly string[]): Promise<Encoded[]> {
    return this.#each(texts, true, (tokens, worded) => tokens.encoded(worded));
  }

  /** The ids of `encode` alone, where offsets are not needed. */
  ids(texts: readonly string[]): Promise<Int32Array[]> {
    return this.#each(texts, false, (tokens, worded) => tokens.ids(worded));
  }

  async #each<T>(
    texts: readonly string[],
    offsets: boolean,
    read: (tokens: WordTokens, worded: Worded) => readonly T[],
  ): Promise<T[]> {
    const how = this.#facts.words;
    const places = new Map<string, number>();
    for (const text of texts) if (!places.has(text)) places.set(text, places.size);
    const distinct = [...places.keys()];
    const found: T[] = [];
    const running: (() => Promise<void>)[] = [];
    let [words, tokens] = [new Words(how), new WordTokens(how, offsets)];
    for (let from = 0; from < distinct.length || running.length > 0; ) {
      while (running.length < atOnce && from < distinct.length) {
        if (tokens.size > mostKnown) [words, tokens] = [new Words(how), new WordTokens(how, offsets)];
        const { worded, lines } = words.divide(distinct.slice(from, from + chunk));
        const [known, added] = [tokens, this.#add(lines, tokens)];
        added.catch(() => undefined); // the first that fails is thrown below, those behind it are nobody's
        running.push(async () => {
          await added;
          for (const one of read(known, worded)) found.push(one);
        });
        from += chunk;
      }
      await running.shift()?.();
    }
    return places.size === texts.length ? found : texts.flatMap((text) => found[places.get(text) ?? -1] ?? []);
  }

  /** Encodes lines, and those whose words cannot be told apart again, word by word. */
  async #add(lines: readonly Line[], tokens: WordTokens): Promise<void> {
    const texts = lines.map((line) => tokens.textOf(line));
    const encodings = await this.#native.encodeBatch(texts, { addSpecialTokens: false });
    const mixed = [...zip(lines, encodings)].flatMap(([line, encoding]) => (tokens.add(line, encoding) ? [] : [line]));
    if (mixed.length === 0) return;
    const alone = mixed.flatMap(({ parts, words }) =>
      [...zip(parts, words)].map(([part, word]) => ({ parts: [part], words: [word] })),
    );
    await this.#add(alone, tokens);
  }

  /**
   * Tokens of lists of words, each word by itself, as Python's fast tokenizers do with `is_split_into_words`.
   * A word of which the tokenizer leaves nothing becomes one unknown token, so that every word has a token.
   */
  async encodeWords(lists: readonly (readonly string[])[]): Promise<EncodedWords[]> {
    const distinct = [...new Set(lists.flat())];
    const pieces = new Map(zip(distinct, await this.ids(distinct)));
    return lists.map((list) => {
      const ids: number[] = [];
      const words: number[] = [];
      for (const [index, word] of list.entries()) {
        const own = pieces.get(word);
        for (const id of own && own.length > 0 ? own : [this.special.unk]) {
          ids.push(id);
          words.push(index);
        }
      }
      return { ids: Int32Array.from(ids), words: Int32Array.from(words) };
    });
  }

  /** The text that an id stands for; empty where there is none. */
  token(id: number): string {
    return this.#native.idToToken(id) ?? '';
  }

  /** The ids of one text between the special tokens of its template. */
  single(a: Int32Array): Int32Array {
    return fill(this.#facts.single, a, none);
  }

  /** The ids of two texts with the special tokens around and between them. */
  pair(a: Int32Array, b: Int32Array): Int32Array {
    return fill(this.#facts.pair, a, b);
  }

  /** Values that belong to the tokens of one text (`b` undefined) or a pair, with `filler` at the special tokens. */
  around(filler: number, a: Int32Array, b?: Int32Array): Int32Array {
    const template = b ? this.#facts.pair : this.#facts.single;
    return fill(
      template.map((part) => (typeof part === 'number' ? filler : part)),
      a,
      b ?? none,
    );
  }

  /** How many special tokens a text or a pair gets. */
  specials(kind: 'single' | 'pair'): number {
    return this.#facts[kind].filter((part) => typeof part === 'number').length;
  }

  /**
   * Where the tokens begin that the template numbers 1 in a pair whose first text has so many tokens (BERT's segments);
   * undefined where it numbers all alike.
   */
  secondAt(first: number): number | undefined {
    const { pair, second } = this.#facts;
    if (second === undefined) return undefined;
    return pair.slice(0, second).reduce<number>((sum, part) => sum + (part === 'A' ? first : 1), 0);
  }

  /**
   * Writes tokenizer.json, tokenizer_config.json and special_tokens_map.json, as Python's transformers loads them.
   * `longest`: the tokens of the longest sequence that the model takes, for programs that cut by these files.
   */
  async save(folder: string, { longest }: { readonly longest?: number } = {}): Promise<void> {
    await writeTokenizer(folder, this.#files, this.#facts, longest);
  }
}

/** What the text of a tokenizer.json is read as. */
interface Parsed {
  readonly hash: string;
  readonly native: Native;
  readonly facts: TokenizerFacts;
}

/**
 * The last text that was read. The stages that a process runs one after the other mostly have one tokenizer, each in a folder of its
 * own; with 250,000 pieces it takes a second to read and 300 MB, which are not given back before the garbage is collected.
 */
let last: Parsed | undefined;

/** What the last text says beside its vocabulary: who asks for a tokenizer's hash mostly wants the tokenizer next. */
let read: { readonly hash: string; readonly facts: TokenizerFacts } | undefined;

/** @throws DataError when the text says what is not understood. */
function factsOf(hash: string, { tokenizer, path }: TokenizerFiles): TokenizerFacts {
  if (read?.hash !== hash) read = { hash, facts: tokenizerFacts(tokenizer, path) };
  return read.facts;
}

/** @throws DataError when it is broken. */
function parse(hash: string, files: TokenizerFiles): Parsed {
  const facts = factsOf(hash, files);
  const native = nativeOf(files);
  // Some published files cut or pad by themselves; lengths are decided here, where what is cut is counted.
  native.disableTruncation();
  native.disablePadding();
  return { hash, native, facts };
}

/**
 * The hash by which a folder's tokenizer knows itself (`Tokenizer.hash`). What tokenizer.json says is checked, and the native library's
 * tables are not made: of 250,000 pieces they are 350 MB that no allocator gives back, and a plan has no use for them.
 * @throws RequestError when there is no tokenizer, DataError when what it says is not understood.
 */
export async function tokenizerHash(folder: string): Promise<string> {
  const files = await readTokenizer(folder);
  const hash = hashOf(files);
  factsOf(hash, files);
  return hash;
}

const hashOf = ({ tokenizer }: TokenizerFiles): string => createHash('sha256').update(tokenizer).digest('hex');

const none = new Int32Array();

function nativeOf({ tokenizer, path }: TokenizerFiles): Native {
  try {
    return Native.fromString(tokenizer);
  } catch (cause) {
    const what = `the tokenizers library cannot load it (${messageOf(cause)})`;
    throw new DataError({ where: path, what, remedy: 'Save the tokenizer again, or copy it again.' }, { cause });
  }
}

function fill(template: Template, a: Int32Array, b: Int32Array): Int32Array {
  const parts = template.map((part) => (part === 'A' ? a : part === 'B' ? b : Int32Array.of(part)));
  const values = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}

/** @throws RequestError when a length leaves no room for text beside the special tokens. */
export function checkLength(tokenizer: Tokenizer, maxLength: number): void {
  const least = tokenizer.specials('pair') + 2;
  if (maxLength >= least) return;
  throw new RequestError({
    where: 'maxLength',
    what: `${maxLength} tokens leave no room for text beside the special tokens`,
    remedy: `Choose at least ${least}.`,
  });
}
