import { blanksOf } from './blanks.ts';
import type { WordWise } from './word-wise.ts';

/** UTF-16 units of a line, give or take a word: enough that the native library's cost of a text is shared. */
const fullLine = 256;

/** What the native library encodes as one text: new words with separators between them, or a whole text. */
export interface Line {
  readonly parts: readonly string[];
  /** The parts' numbers. */
  readonly words: readonly number[];
}

/** Texts as words: the numbers of all words, where each begins in its text, and behind which each text ends. */
export interface Worded {
  readonly words: readonly number[];
  readonly places: readonly number[];
  readonly ends: readonly number[];
}

/** Numbers the words of texts, each word once. */
export class Words {
  readonly #how: WordWise | undefined;
  readonly #numbers = new Map<string, number>();
  #count = 0;

  /** `how`: undefined where each text is one word. */
  constructor(how: WordWise | undefined) {
    this.#how = how;
  }

  /** The words of some texts, and lines with those that are new. */
  divide(texts: readonly string[]): { readonly worded: Worded; readonly lines: readonly Line[] } {
    const [words, places, ends] = [Array.of<number>(), Array.of<number>(), Array.of<number>()];
    const lines: Line[] = [];
    let [parts, numbers, length] = [Array.of<string>(), Array.of<number>(), fullLine];
    for (const text of texts) {
      const whole = this.#isWhole(text);
      const blanks = whole ? [] : blanksOf(text);
      blanks.push(text.length);
      let from = 0;
      for (const to of blanks) {
        const part = text.slice(from, to);
        let word = whole ? undefined : this.#numbers.get(part);
        if (word === undefined) {
          word = this.#count++;
          if (whole) lines.push({ parts: [part], words: [word] });
          else {
            this.#numbers.set(part, word);
            if (length >= fullLine) {
              [parts, numbers, length] = [[], [], 0];
              lines.push({ parts, words: numbers });
            }
            parts.push(part);
            numbers.push(word);
            length += part.length;
          }
        }
        words.push(word);
        places.push(from);
        from = to + 1;
      }
      ends.push(words.length);
    }
    return { worded: { words, places, ends }, lines };
  }

  #isWhole(text: string): boolean {
    return this.#how === undefined || this.#how.added.some((token) => text.includes(token));
  }
}
