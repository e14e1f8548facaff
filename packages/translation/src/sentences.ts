/** One sentence of a text, and the white space that follows it. */
export interface Sentence {
  readonly text: string;
  /** UTF-16 offset in the whole text. */
  readonly start: number;
  readonly gap: string;
}

/** Words whose full stop ends no sentence. */
const abbreviations = new Set([
  'mr',
  'mrs',
  'ms',
  'dr',
  'prof',
  'st',
  'sr',
  'jr',
  'vs',
  'etc',
  'no',
  'fig',
  'gen',
  'col',
]);

/** An end with the closing marks behind it, and white space; the full stops of scripts that need no space. */
const ends = /(?:[.!?…]+["'”’»)\]]*(?=\s)|[。！？｡।॥؟۔]+["'”’»」』)）\]]*)\s*|\s*[\r\n\v\f\u0085\u2028\u2029]\s*/gu;

/**
 * Splits a text at line breaks and behind its sentences, by a rule of our own that is the same on every machine (a
 * library of languages changes with its version, and with it every key). Too few cuts do less harm than wrong ones:
 * after a full stop something must follow that can begin a sentence. Sentences and gaps together are the text, but for
 * white space at its start.
 */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let start = text.length - text.trimStart().length;
  for (const end of text.matchAll(ends)) {
    const after = end.index + end[0].length;
    if (after <= start || !isEnd(text.slice(start, end.index), end[0], text.slice(after))) continue;
    const body = text.slice(start, after).trimEnd();
    sentences.push({ text: body, start, gap: text.slice(start + body.length, after) });
    start = after;
  }
  const rest = text.slice(start).trimEnd();
  if (rest) sentences.push({ text: rest, start, gap: text.slice(start + rest.length) });
  return sentences;
}

function isEnd(before: string, mark: string, after: string): boolean {
  if (!/^\./.test(mark) || /[\r\n\v\f\u0085\u2028\u2029]/.test(mark)) return true;
  const word = /[\p{L}\p{N}.]*$/u.exec(before)?.[0] ?? '';
  // An initial, an abbreviation with full stops inside (U.S.), or a known one.
  if (/^\p{Lu}$/u.test(word) || word.includes('.') || abbreviations.has(word.toLowerCase())) return false;
  return !/^[\p{Ll}\p{P}]/u.test(after.replace(/^["'“‘«([]+/, ''));
}

/** Scripts that put no space between sentences. */
const unspaced = new Set(['Hans', 'Hant', 'Jpan', 'Hani', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']);

/** Whether words of the script are written without spaces between them. */
export const isUnspaced = (script: string): boolean => unspaced.has(script);
